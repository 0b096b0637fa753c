import { type Viewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'
import { type Bucket } from './bucket.ts'
import { type FacetCount, readFacets } from './read-facets.ts'

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
  const today = Math.floor(Date.now() / dayMs)
  const rows = await readFacets(store, viewer, {
    whole: ['type', 'reputation', 'accuracy', 'day'],
    largest: ['tag'],
    size: maxTags,
    maliciousOnly: false,
    since: toDay(today - days + 1),
  })
  const of = (facet: string): readonly FacetCount[] => rows.filter((row) => row.facet === facet)
  const total = sum(of('type').map(({ count }) => count))
  const malicious = sum(of('type').map((row) => row.malicious))
  return {
    total_entities: total,
    malicious_count: malicious,
    malicious_share: total === 0 ? 0 : malicious / total,
    tracked_types: of('type').length,
    by_type: of('type'),
    by_reputation: of('reputation'),
    by_accuracy: of('accuracy'),
    top_tags: of('tag'),
    timeline: toTimeline(of('day'), { days, today }),
    window: { days },
  }
}

const maxTags = 20
const dayMs = 86_400_000

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** Every day up to today, in UTC, those without a new entity too. */
function toTimeline(
  buckets: readonly Bucket[],
  { days, today }: { readonly days: number; readonly today: number },
): Overview['timeline'] {
  const counts = new Map(buckets.map(({ key, count }) => [key, count]))
  return Array.from({ length: days }, (_, index) => {
    const day = toDay(today - days + 1 + index)
    return { timestamp: `${day}T00:00:00Z`, count: counts.get(day) ?? 0 }
  })
}

function toDay(number: number): string {
  return new Date(number * dayMs).toISOString().slice(0, 10)
}
