import { searchEntityGet } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const searchEntityGetRoute = defineRoute(
  searchEntityGet,
  async ({ params, principal, context }) => ({
    status: 200,
    body: await context.entities.get(principal, params.id),
  }),
)
