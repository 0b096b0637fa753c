import { defineEndpoint } from '../../define-endpoint.ts'
import { foundEntitiesSchema, searchQuerySchema, simpleSearchSchema } from '../../schemas/search.ts'

export const searchEntitiesSimple = defineEndpoint({
  name: 'search.entities.simple',
  method: 'POST',
  path: '/api/search/v1/entities/simple',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Find entities: the exact indicator first, then text.',
  query: searchQuerySchema,
  body: simpleSearchSchema,
  replies: { 200: foundEntitiesSchema },
})
