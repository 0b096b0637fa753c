import { type Viewer } from '../entity-rows/visible.ts'
import { type Queryable } from '../store/store.ts'
import { type Bucket } from './bucket.ts'
import { readFacets } from './read-facets.ts'

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
  const largest = ['country', 'asn', 'aso']
  const rows = await readFacets(store, viewer, { whole: [], largest, size, maliciousOnly })
  const of = (facet: string): readonly Bucket[] => rows.filter((row) => row.facet === facet)
  return {
    by_country: of('country'),
    by_asn: of('asn'),
    by_aso: of('aso'),
    malicious_only: maliciousOnly,
  }
}
