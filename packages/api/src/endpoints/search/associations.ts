import { defineEndpoint } from '../../define-endpoint.ts'
import { searchEntityRelations } from './entity-relations.ts'

/** The older path of `/entity/:id/relations` (contract.md 4.8). */
export const searchAssociations = defineEndpoint({
  ...searchEntityRelations,
  name: 'search.associations',
  path: '/api/search/v1/associations/:id',
  summary: 'The older path of /entity/{id}/relations.',
})
