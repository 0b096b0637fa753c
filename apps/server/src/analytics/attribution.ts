import { defineVisibleStatement, type Viewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'
import { type Bucket } from './bucket.ts'

export type AttributionRequest = { readonly size: number; readonly maliciousOnly: boolean }

/** Where the entities are that a reader sees, and whose networks they are in (contract.md 5.5). */
export type Attribution = {
  readonly by_country: readonly Bucket[]
  readonly by_asn: readonly Bucket[]
  readonly by_aso: readonly Bucket[]
  readonly malicious_only: boolean
}

export async function attribute(
  store: Queryable,
  viewer: Viewer,
  { size, maliciousOnly }: AttributionRequest,
): Promise<Attribution> {
  const rows = await store.query(statement(viewer), [viewer.audiences, maliciousOnly, size])
  const of = (facet: string): readonly Bucket[] => rows.filter((row) => row.facet === facet)
  return {
    by_country: of('country'),
    by_asn: of('asn'),
    by_aso: of('aso'),
    malicious_only: maliciousOnly,
  }
}

type FacetRow = Bucket & { readonly facet: string }

const statement = defineVisibleStatement<FacetRow>(
  'analytics-attribution',
  (visible) => `SELECT facet, key, count FROM (
     SELECT facet, key, count(*)::int AS count,
       row_number() OVER (PARTITION BY facet ORDER BY count(*) DESC, key COLLATE "C") AS place
     FROM entities e, LATERAL (VALUES ('country', e.attributes ->> 'country'),
       ('asn', e.attributes ->> 'asn'), ('aso', e.attributes ->> 'aso')) AS named(facet, key)
     WHERE ${visible} AND (key <> '' AND (NOT $2 OR e.reputation < 0))
     GROUP BY facet, key) AS counted
   WHERE place <= $3 ORDER BY place`,
)
