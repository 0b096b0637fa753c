import { defineStatement, type Queryable } from '../../store/store.ts'
import { type FacetChanges } from '../count-facets.ts'
import { type LiveChange } from '../live-change.ts'
import { formatChanges } from '../stored-changes.ts'

/** What a batch came to, besides the rows it wrote. */
export type Outcome = {
  readonly live: readonly LiveChange[]
  readonly facets: FacetChanges
}

/** Changes of one row: what a reader of the live feed takes at a time. */
const changesPerRow = 500

/** Keeps what the live feed tells and what overviews count, if the transaction commits. */
export async function insertOutcome(
  tx: Queryable,
  { live, facets }: Outcome,
  at: Date,
): Promise<void> {
  const counts = formatFacets(facets)
  if (live.length === 0) {
    if (counts !== undefined) await tx.query(insertCounts, [counts])
    return
  }
  await tx.query(insertBoth, [at, formatChanges(live.slice(0, changesPerRow)), counts ?? null])
  for (let start = changesPerRow; start < live.length; start += changesPerRow) {
    const events = formatChanges(live.slice(start, start + changesPerRow))
    await tx.query(insertBoth, [at, events, null])
  }
}

/** As JSON by audience, facet and key: `[count, malicious]`; `undefined` when nothing changes. */
function formatFacets(facets: FacetChanges): string | undefined {
  const changed = [...facets].flatMap(([audience, ofAudience]) => {
    const entries = [...ofAudience].flatMap(([facet, keys]) => {
      const tallies = [...keys].flatMap(([key, { count, malicious }]) =>
        count === 0 && malicious === 0 ? [] : [[key, [count, malicious]] as const],
      )
      return tallies.length === 0 ? [] : [[facet, Object.fromEntries(tallies)] as const]
    })
    return entries.length === 0 ? [] : [[audience, Object.fromEntries(entries)] as const]
  })
  return changed.length === 0 ? undefined : JSON.stringify(Object.fromEntries(changed))
}

const insertCounts = defineStatement<never>(
  'insert-facet-changes',
  'INSERT INTO facet_changes (changes) VALUES ($1)',
)

const insertBoth = defineStatement<never>(
  'insert-outcome',
  `WITH live AS (INSERT INTO live_events (at, events) VALUES ($1, $2))
   INSERT INTO facet_changes (changes) SELECT $3::text WHERE $3 IS NOT NULL`,
)
