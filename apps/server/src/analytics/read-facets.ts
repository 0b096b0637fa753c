import { type Viewer } from '../entity-rows/visible.ts'
import { overPublic } from '../entities/count-facets.ts'
import { defineStatement, type Queryable } from '../store/store.ts'
import { foldFacets } from './fold-facets.ts'

export type FacetRequest = {
  readonly facets: readonly string[]
  /** Facets of which only the largest keys are wanted. */
  readonly largest: readonly string[]
  /** How many of those. */
  readonly size: number
  readonly maliciousOnly: boolean
  /** Leaves out days before this one. */
  readonly since?: string
}

export type FacetCount = {
  readonly facet: string
  readonly key: string
  readonly count: number
  readonly malicious: number
}

/**
 * How many entities a viewer sees by the keys of some facets, the largest first. Made of counts that
 * the write path keeps per audience (`entities/count-facets.ts`): no row of an entity is read.
 */
export async function readFacets(
  store: Queryable,
  viewer: Viewer,
  request: FacetRequest,
): Promise<readonly FacetCount[]> {
  const { facets, largest, size, maliciousOnly, since = '' } = request
  // What a worker has not folded yet is folded here, or each reader would read it again.
  await foldFacets(store)
  const values = [toCounted(viewer), facets, largest, size, maliciousOnly, since]
  return store.query(statement, values, { budgetMs })
}

const budgetMs = 5_000

function toCounted({ audiences }: Viewer): readonly string[] {
  if (!audiences.includes('public')) return audiences
  return [...audiences, ...audiences.filter((each) => each !== 'public').map(overPublic)]
}

/** What waits to be folded counts too: it is read in the same snapshot, so that nothing is lost. */
const statement = defineStatement<FacetCount>(
  'analytics-read-facets',
  `WITH tallies AS (
     SELECT facet, key, count, malicious FROM facet_counts
     WHERE audience = ANY($1::text[]) AND facet = ANY($2::text[])
     UNION ALL
     SELECT f.key, k.key, (k.value ->> 0)::bigint, (k.value ->> 1)::bigint
     FROM facet_changes, jsonb_each(changes::jsonb) AS a, jsonb_each(a.value) AS f,
       jsonb_each(f.value) AS k
     WHERE a.key = ANY($1::text[]) AND f.key = ANY($2::text[])),
   sums AS (
     SELECT facet, key, sum(CASE WHEN $5 THEN malicious ELSE count END)::int AS count,
       sum(malicious)::int AS malicious
     FROM tallies WHERE facet <> 'day' OR key >= $6 GROUP BY facet, key),
   placed AS (
     SELECT *, row_number() OVER (PARTITION BY facet ORDER BY count DESC, key COLLATE "C") AS place
     FROM sums WHERE count > 0)
   SELECT facet, key, count, malicious FROM placed
   WHERE place <= $4 OR facet <> ALL($3::text[])
   ORDER BY count DESC, key COLLATE "C", facet`,
)
