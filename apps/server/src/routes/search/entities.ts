import { searchEntities } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { searchEntitiesAdvancedRoute } from './entities-advanced.ts'

export const searchEntitiesRoute = defineRoute<typeof searchEntities>(
  searchEntities,
  searchEntitiesAdvancedRoute.handle,
)
