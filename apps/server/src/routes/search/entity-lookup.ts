import { searchEntityLookup } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const searchEntityLookupRoute = defineRoute(
  searchEntityLookup,
  async ({ body, principal, context }) => ({
    status: 200,
    body: await context.entities.lookUp(principal, body.type, body.value),
  }),
)
