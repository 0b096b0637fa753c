import { healthz } from '@windvane/api'
import { AppError } from '@windvane/model'
import { defineRoute } from '../gateway/define-route.ts'
import { defineStatement } from '../store/store.ts'

const ping = defineStatement<{ readonly ok: number }>('healthz_ping', 'SELECT 1 AS ok')

export const healthzRoute = defineRoute(healthz, async ({ context }) => {
  await context.store.query(ping, [], { budgetMs: 1_000 }).catch((cause: unknown) => {
    throw new AppError('unavailable', {}, { cause, retryAfterSeconds: 1 })
  })
  return { status: 200, body: { status: 'ok' } }
})
