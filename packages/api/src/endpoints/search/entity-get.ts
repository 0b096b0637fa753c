import { defineEndpoint } from '../../define-endpoint.ts'
import { entityIdParamsSchema } from '../../schemas/entity-id.ts'
import { entitySchema } from '../../schemas/entity.ts'

/** Gives an entity by its id. */
export const searchEntityGet = defineEndpoint({
  name: 'search.entity.get',
  method: 'GET',
  path: '/api/search/v1/entity/:id',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Get an entity by its id.',
  params: entityIdParamsSchema,
  replies: { 200: entitySchema },
})
