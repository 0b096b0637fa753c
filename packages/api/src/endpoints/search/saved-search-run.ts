import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'
import { entityPageSchema, pagingQuerySchema } from '../../schemas/entity.ts'

/** Answers as the search itself would; paging of the request goes before that which was saved. */
export const searchSavedSearchRun = defineEndpoint({
  name: 'search.saved-search.run',
  method: 'POST',
  path: '/api/search/v1/saved-searches/:id/run',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Run one of your saved searches.',
  bodyLimitBytes: 16_384,
  params: Type.Object({ id: Type.String() }),
  query: pagingQuerySchema,
  replies: {
    200: Type.Object({
      ...entityPageSchema.properties,
      aggregations: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    }),
  },
})
