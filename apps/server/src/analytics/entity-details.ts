import { AppError, type Attributes, type Entity, parseEntityId } from '@windvane/model'

import { findEntities } from '../entities/find-entities.ts'
import { type Viewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'
import { type Explanation, explainJudgement } from './explain-judgement.ts'
import { listNeighbours } from './list-neighbours.ts'
import { findGeolocation, type Geolocation, locatedTypes } from './to-geolocation.ts'
import { type Item, toItem } from './to-item.ts'

export type EntityDetails = {
  readonly attributes: Item
  /** The other attributes of the entity. */
  readonly metadata: Attributes
  readonly geolocations: readonly Geolocation[]
  readonly latest_associations: readonly Item[]
  /** What the entity is made of or part of, as a list and by type. */
  readonly extended_metadata: readonly Item[]
  readonly extendedMetadata: Readonly<Record<string, Item>>
  /** Only where it was asked for. */
  readonly explanation?: Explanation
}

export type DetailsRequest = { readonly id: string; readonly isExplained: boolean }

/** Gathers what a reader may know of an entity and of what is next to it. */
export async function describeEntity(
  store: Queryable,
  viewer: Viewer,
  { id, isExplained }: DetailsRequest,
): Promise<EntityDetails> {
  parseEntityId(id)
  const [entity] = await findEntities(store, viewer, [id])
  if (entity === undefined) throw new AppError('no_results')
  const around = { of: [id], except: [id] }
  const [latest, parts, located] = await Promise.all([
    listNeighbours(store, viewer, { ...around, limit: latestLimit }),
    listNeighbours(store, viewer, { ...around, limit: partsLimit, mode: 'aggregation' }),
    listNeighbours(store, viewer, { ...around, limit: partsLimit, types: locatedTypes }),
  ])
  return {
    attributes: toItem(entity),
    metadata: otherAttributes(entity),
    geolocations: [entity, ...located].flatMap((each) => findGeolocation(each) ?? []),
    latest_associations: latest.map(toItem),
    extended_metadata: parts.map(toItem),
    extendedMetadata: byType(parts),
    ...(isExplained && { explanation: await explainJudgement(store, viewer, entity) }),
  }
}

/** contract.md 5.1. */
const latestLimit = 10
/** As many as a graph has nodes at most. */
const partsLimit = 100

function otherAttributes({ type, attributes }: Entity): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== type))
}

/** The newest of each type. */
function byType(entities: readonly Entity[]): Readonly<Record<string, Item>> {
  return Object.fromEntries(entities.toReversed().map((entity) => [entity.type, toItem(entity)]))
}
