import { ingestEntity } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const ingestEntityRoute = defineRoute(ingestEntity, async ({ body, principal, context }) => {
  await context.entities.submit(principal, body)
  return { status: 202, body: { message: 'acknowledged' } }
})
