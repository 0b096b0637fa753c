import { ingestDefinitions } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'

export const ingestDefinitionsRoute = defineRoute(ingestDefinitions, async ({ context }) => ({
  status: 200,
  body: context.entities.definitions,
}))
