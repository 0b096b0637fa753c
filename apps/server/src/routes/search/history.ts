import { searchHistory } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { searchHistoryAdvancedRoute } from './history-advanced.ts'

export const searchHistoryRoute = defineRoute<typeof searchHistory>(
  searchHistory,
  searchHistoryAdvancedRoute.handle,
)
