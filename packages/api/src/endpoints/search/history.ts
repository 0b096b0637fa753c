import { defineEndpoint } from '../../define-endpoint.ts'
import { searchHistoryAdvanced } from './history-advanced.ts'

/** The older path of `/entities/history/advanced` (contract.md 4.8). */
export const searchHistory = defineEndpoint({
  ...searchHistoryAdvanced,
  name: 'search.history',
  path: '/api/search/v1/entities/history',
  summary: 'The older path of /entities/history/advanced.',
})
