import { Type } from 'typebox'
import { defineEndpoint } from '../../define-endpoint.ts'

/**
 * Exports all hits of a search in the order of their ids, as one entity a line or as CSV. When there
 * are more than `limit` the header `x-next-cursor` has the `cursor` of the next request, and so has
 * the last line of NDJSON, `{"cursor":"…"}`. A cursor is the id of the last entity, so that an export
 * which broke goes on from the last line that came.
 */
export const searchEntitiesExport = defineEndpoint({
  name: 'search.entities.export',
  method: 'POST',
  path: '/api/search/v1/entities/export',
  roles: ['user', 'reporter', 'trusted', 'admin'],
  summary: 'Export all hits of a search as NDJSON or CSV.',
  query: Type.Object({
    format: Type.Optional(Type.Enum(['ndjson', 'csv'])),
    /** 1 to 100,000, which is what it is when absent. */
    limit: Type.Optional(Type.String()),
    cursor: Type.Optional(Type.String()),
  }),
  /** That of a simple or of an advanced search, as `query` is a text or not; judged by the model. */
  body: Type.Record(Type.String(), Type.Unknown()),
  sends: 'file',
  replies: { 200: Type.String() },
})
