import { searchEntityRelations } from '@windvane/api'
import { AppError, countPages, parsePaging } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'

export const searchEntityRelationsRoute = defineRoute(
  searchEntityRelations,
  async ({ params, query, principal, context }) => {
    const paging = parsePaging(query)
    const types = parseTypes(query.types)
    const related = await context.entities.listRelated(principal, { id: params.id, types, paging })
    if (related.total === 0) throw new AppError('no_results')
    return {
      status: 200,
      body: {
        items: related.total,
        pages: countPages(related.total, paging.limit),
        results: related.entities,
      },
    }
  },
)

/** `undefined` when it names none: then all are asked for. */
function parseTypes(text = ''): readonly string[] | undefined {
  const types = text.split(',').flatMap((part) => part.trim() || [])
  return types.length === 0 ? undefined : types
}
