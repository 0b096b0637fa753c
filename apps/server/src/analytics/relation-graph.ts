import { AppError, type Entity, hubTypes, parseEntityId, type RelationMode } from '@windvane/model'

import { findEntities } from '../entities/find-entities.ts'
import { type Viewer } from '../entity-rows/visible.ts'
import { defineStatement, type Queryable } from '../store/store.ts'
import { listNeighbours } from './list-neighbours.ts'

export type GraphRequest = {
  readonly id: string
  /** Relations between the entity and the farthest node. */
  readonly levels: number
  /** Most nodes, the entity itself among them. */
  readonly limit: number
}

type GraphEdge = {
  readonly source: string
  readonly target: string
  readonly mode: RelationMode
}

export type RelationGraph = {
  readonly nodes: readonly Entity[]
  readonly edges: readonly GraphEdge[]
}

/**
 * Walks outwards from an entity level by level, newest relations first, until there are enough
 * nodes. Hub types such as ports join half the world: they are shown, but not walked through.
 */
export async function walkRelations(
  store: Queryable,
  viewer: Viewer,
  request: GraphRequest,
): Promise<RelationGraph> {
  const { id, levels, limit } = request
  parseEntityId(id)
  const [start] = await findEntities(store, viewer, [id])
  if (start === undefined) throw new AppError('no_results')
  const nodes = new Map([[id, start]])
  let frontier = [id]
  for (let level = 0; level < levels && frontier.length > 0 && nodes.size < limit; level += 1) {
    const around = { of: frontier, except: [...nodes.keys()], limit: limit - nodes.size }
    const found = await listNeighbours(store, viewer, around)
    for (const entity of found) nodes.set(entity.id, entity)
    frontier = found.filter((entity) => !hubTypes.has(entity.type)).map((entity) => entity.id)
  }
  const edges = await store.query(edgesStatement, [viewer.audiences, [...nodes.keys()]])
  return { nodes: [...nodes.values()], edges }
}

const edgesStatement = defineStatement<GraphEdge>(
  'list-edges',
  `SELECT entity_id AS source, related_id AS target,
     CASE WHEN bool_or(mode = 'aggregation') THEN 'aggregation' ELSE 'association' END AS mode
   FROM relations
   WHERE entity_id = ANY($2::text[]) AND related_id = ANY($2::text[]) AND audience = ANY($1::text[])
   GROUP BY entity_id, related_id
   ORDER BY max(last_seen) DESC, entity_id COLLATE "C", related_id COLLATE "C"`,
)
