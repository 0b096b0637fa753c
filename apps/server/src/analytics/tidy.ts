import { type Queryable } from '../store/store.ts'
import { foldFacets } from './fold-facets.ts'
import { forgetLiveEvents } from './live/forget-live-events.ts'
import { forgetTickets } from './live/live-tickets.ts'

/** What is done now and then, by any process and by several at once. */
export async function tidy(db: Queryable): Promise<void> {
  let isMore = true
  while (isMore) isMore = await foldFacets(db)
  await forgetLiveEvents(db)
  await forgetTickets(db)
}
