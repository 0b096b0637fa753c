import { type Principal } from '@windvane/model'

import { toViewer } from '../entity-rows/visible.ts'
import { type Attribution, type AttributionRequest, attribute } from './attribution.ts'
import { describeEntity, type DetailsRequest, type EntityDetails } from './entity-details.ts'
import { createLive, type Live, type LivePorts } from './live/create-live.ts'
import { type Overview, type OverviewRequest, readOverview } from './overview.ts'
import { listRecent, type Recent, type RecentRequest } from './recent.ts'
import { type GraphRequest, type RelationGraph, walkRelations } from './relation-graph.ts'
import { tidy } from './tidy.ts'

/** What the stored entities add up to. Reads throw `no_results` for what the reader may not see. */
export type Analytics = {
  readonly describe: (principal: Principal, request: DetailsRequest) => Promise<EntityDetails>
  readonly walkRelations: (principal: Principal, request: GraphRequest) => Promise<RelationGraph>
  readonly overview: (principal: Principal, request: OverviewRequest) => Promise<Overview>
  readonly listRecent: (principal: Principal, request: RecentRequest) => Promise<Recent>
  readonly attribute: (principal: Principal, request: AttributionRequest) => Promise<Attribution>
  readonly live: Live
  /** Folds what waits into the counts and removes what is over; a worker calls it now and then. */
  readonly tidy: () => Promise<void>
}

export function createAnalytics(ports: LivePorts): Analytics {
  const { store } = ports
  return {
    describe: (principal, request) => describeEntity(store, toViewer(principal.groups), request),
    walkRelations: (principal, request) =>
      walkRelations(store, toViewer(principal.groups), request),
    overview: (principal, request) => readOverview(store, toViewer(principal.groups), request),
    listRecent: (principal, request) => listRecent(store, toViewer(principal.groups), request),
    attribute: (principal, request) => attribute(store, toViewer(principal.groups), request),
    live: createLive(ports),
    tidy: () => tidy(store),
  }
}
