import { healthz } from '@windvane/api'
import { defineRoute } from '../gateway/define-route.ts'

export const healthzRoute = defineRoute(healthz, async ({ context }) => {
  await context.checkHealth()
  return { status: 200, body: { status: 'ok' } }
})
