import { type Viewer } from '../entity-rows/visible.ts'
import { overPublic } from '../entities/count-facets.ts'
import { defineStatement, type Queryable } from '../store/store.ts'
import { foldFacets } from './fold-facets.ts'

export type FacetRequest = {
  /** Facets of which all keys are wanted. */
  readonly whole: readonly string[]
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
  const { whole, largest, size, maliciousOnly, since = '' } = request
  // What a worker has not folded yet is folded here, or each reader would read it again.
  await foldFacets(store)
  const values = [toCounted(viewer), whole, largest, size + spare, size, since]
  return store.query(maliciousOnly ? byMalicious : byCount, values, { budgetMs })
}

const budgetMs = 5_000

function toCounted({ audiences }: Viewer): readonly string[] {
  if (!audiences.includes('public')) return audiences
  return [...audiences, ...audiences.filter((each) => each !== 'public').map(overPublic)]
}

/** Largest keys taken of each audience beyond those wanted, as their sum may rank otherwise. */
const spare = 50

const byCount = defineStatement<FacetCount>('analytics-read-facets', write('count'))
const byMalicious = defineStatement<FacetCount>('analytics-read-malicious', write('malicious'))

/**
 * What waits to be folded counts too: it is read in the same snapshot, so that nothing is lost.
 * `OFFSET 0` keeps the planner from reading every key there is.
 */
function write(ranked: 'count' | 'malicious'): string {
  return `WITH waiting AS (
     SELECT f.key AS facet, k.key, (k.value ->> 0)::int AS count, (k.value ->> 1)::int AS malicious
     FROM facet_changes, jsonb_each(changes::jsonb) AS a, jsonb_each(a.value) AS f,
       jsonb_each(f.value) AS k
     WHERE a.key = ANY($1::text[]) AND f.key = ANY($2::text[] || $3::text[])),
   candidates AS (
     SELECT top.facet, top.key FROM unnest($1::text[]) AS own (audience),
       unnest($3::text[]) AS wanted (facet), LATERAL (
         SELECT facet, key FROM facet_counts c
         WHERE c.audience = own.audience AND c.facet = wanted.facet
         ORDER BY ${ranked} DESC, key COLLATE "C" LIMIT $4) AS top
     UNION SELECT facet, key FROM waiting WHERE facet = ANY($3::text[])),
   tallies AS (
     SELECT facet, key, count, malicious FROM facet_counts
     WHERE audience = ANY($1::text[]) AND facet = ANY($2::text[])
     UNION ALL
     SELECT c.* FROM candidates, LATERAL (
       SELECT facet, key, count, malicious FROM facet_counts
       WHERE audience = ANY($1::text[]) AND facet = candidates.facet AND key = candidates.key
       OFFSET 0) AS c
     UNION ALL SELECT * FROM waiting),
   sums AS (
     SELECT facet, key, sum(${ranked})::int AS count, sum(malicious)::int AS malicious
     FROM tallies WHERE facet <> 'day' OR key >= $6 GROUP BY facet, key),
   placed AS (
     SELECT *, row_number() OVER (PARTITION BY facet ORDER BY count DESC, key COLLATE "C") AS place
     FROM sums WHERE count > 0)
   SELECT facet, key, count, malicious FROM placed
   WHERE place <= $5 OR facet = ANY($2::text[])
   ORDER BY count DESC, key COLLATE "C", facet`
}
