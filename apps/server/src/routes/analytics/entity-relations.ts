import { analyticsEntityRelations } from '@windvane/api'
import { AppError } from '@windvane/model'
import { defineRoute } from '../../gateway/define-route.ts'

export const analyticsEntityRelationsRoute = defineRoute(
  analyticsEntityRelations,
  async ({ params, query, principal, context }) => {
    const levels = parseCount('levels', query.levels ?? query.depth ?? '3', 5)
    const limit = parseCount('limit', query.limit ?? '50', 100)
    const graph = await context.analytics.walkRelations(principal, {
      id: params.id,
      levels,
      limit,
    })
    return {
      status: 200,
      body: {
        nodes: graph.nodes.map((node) => ({ ...node, value: node.attributes[node.type] ?? '' })),
        relations: graph.edges.map((edge) => ({ ...edge, type: edge.mode })),
        depth: levels,
      },
    }
  },
)

/** Above the maximum it is cut, as clients of other servers ask for more (contract.md 5.2). */
function parseCount(param: string, text: string, maximum: number): number {
  if (!/^[0-9]{1,20}$/.test(text) || Number(text) === 0) {
    throw new AppError('invalid_request', { reason: `${param} must be a positive number`, param })
  }
  return Math.min(Number(text), maximum)
}
