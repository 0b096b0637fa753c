import { searchAssociations } from '@windvane/api'
import { defineRoute } from '../../gateway/define-route.ts'
import { searchEntityRelationsRoute } from './entity-relations.ts'

export const searchAssociationsRoute = defineRoute<typeof searchAssociations>(
  searchAssociations,
  searchEntityRelationsRoute.handle,
)
