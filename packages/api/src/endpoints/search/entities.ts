import { defineEndpoint } from '../../define-endpoint.ts'
import { searchEntitiesAdvanced } from './entities-advanced.ts'

/** The older path of `/entities/advanced` (contract.md 4.8). */
export const searchEntities = defineEndpoint({
  ...searchEntitiesAdvanced,
  name: 'search.entities',
  path: '/api/search/v1/entities',
  summary: 'The older path of /entities/advanced.',
})
