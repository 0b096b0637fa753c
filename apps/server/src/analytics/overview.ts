import { defineVisibleStatement, type Viewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'
import { type Bucket } from './bucket.ts'

export type OverviewRequest = { readonly days: number }

/** Everything a reader sees, counted (contract.md 5.3). */
export type Overview = {
  readonly total_entities: number
  readonly malicious_count: number
  /** 0 to 1. */
  readonly malicious_share: number
  readonly tracked_types: number
  readonly by_type: readonly Bucket[]
  readonly by_reputation: readonly Bucket[]
  readonly by_accuracy: readonly Bucket[]
  readonly top_tags: readonly Bucket[]
  readonly timeline: readonly { readonly timestamp: string; readonly count: number }[]
  readonly window: OverviewRequest
}

export async function readOverview(
  store: Queryable,
  viewer: Viewer,
  { days }: OverviewRequest,
): Promise<Overview> {
  const rows = await store.query(statement(viewer), [viewer.audiences, maxTags])
  const of = (facet: string): readonly Bucket[] => rows.filter((row) => row.facet === facet)
  const total = sum(of('type'))
  const malicious = sum(of('reputation').filter(({ key }) => Number(key) < 0))
  return {
    total_entities: total,
    malicious_count: malicious,
    malicious_share: total === 0 ? 0 : malicious / total,
    tracked_types: of('type').length,
    by_type: of('type'),
    by_reputation: of('reputation'),
    by_accuracy: of('accuracy'),
    top_tags: of('tag'),
    timeline: toTimeline(of('day'), days),
    window: { days },
  }
}

const maxTags = 20
const dayMs = 86_400_000

function sum(buckets: readonly Bucket[]): number {
  return buckets.reduce((total, { count }) => total + count, 0)
}

/** Every day up to today, in UTC, those without a new entity too. */
function toTimeline(buckets: readonly Bucket[], days: number): Overview['timeline'] {
  const counts = new Map(buckets.map(({ key, count }) => [key, count]))
  const today = Math.floor(Date.now() / dayMs)
  return Array.from({ length: days }, (_, index) => {
    const day = new Date((today - days + 1 + index) * dayMs).toISOString().slice(0, 10)
    return { timestamp: `${day}T00:00:00Z`, count: counts.get(day) ?? 0 }
  })
}

type FacetRow = Bucket & { readonly facet: string }

const statement = defineVisibleStatement<FacetRow>(
  'analytics-overview',
  (visible) => `WITH seen AS MATERIALIZED (
     SELECT e.type, e.reputation, e.accuracy, e.created_at, e.tags FROM entities e WHERE ${visible}),
   tagged AS (
     SELECT 'tag' AS facet, tag AS key, count(*)::int AS count
     FROM seen, unnest(tags) AS tag GROUP BY tag ORDER BY count DESC, tag COLLATE "C" LIMIT $2)
   SELECT facet, key, count FROM (
     SELECT 'type' AS facet, type AS key, count(*)::int AS count FROM seen GROUP BY type
     UNION ALL SELECT 'reputation', reputation::text, count(*)::int FROM seen GROUP BY reputation
     UNION ALL SELECT 'accuracy', accuracy::text, count(*)::int FROM seen GROUP BY accuracy
     UNION ALL SELECT 'day', (created_at AT TIME ZONE 'UTC')::date::text, count(*)::int
       FROM seen GROUP BY 2
     UNION ALL SELECT * FROM tagged) AS facets
   ORDER BY count DESC, key COLLATE "C"`,
)
