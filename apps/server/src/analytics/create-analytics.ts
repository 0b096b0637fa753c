import { type Principal } from '@windvane/model'

import { toViewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'
import { describeEntity, type EntityDetails } from './entity-details.ts'
import { type GraphRequest, type RelationGraph, walkRelations } from './relation-graph.ts'

/** What the stored entities add up to. Reads throw `no_results` for what the reader may not see. */
export type Analytics = {
  readonly describe: (principal: Principal, id: string) => Promise<EntityDetails>
  readonly walkRelations: (principal: Principal, request: GraphRequest) => Promise<RelationGraph>
}

export function createAnalytics({ store }: { readonly store: Queryable }): Analytics {
  return {
    describe: (principal, id) => describeEntity(store, toViewer(principal.groups), id),
    walkRelations: (principal, request) =>
      walkRelations(store, toViewer(principal.groups), request),
  }
}
