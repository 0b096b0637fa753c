import type { Migration } from 'kysely/migration'

/**
 * Every change of the schema, applied in the order of their names. A released one never changes.
 * Loaded when there is something to apply, with the library that they need.
 */
export const migrations: Readonly<Record<string, () => Promise<Migration>>> = Object.freeze({
  '0001-foundation': () => import('./0001-foundation.ts'),
  '0002-scan-depth': () => import('./0002-scan-depth.ts'),
  '0003-search-terms': () => import('./0003-search-terms.ts'),
  '0004-analytics': () => import('./0004-analytics.ts'),
  '0005-live': () => import('./0005-live.ts'),
  '0006-feeds': () => import('./0006-feeds.ts'),
  '0007-watchlists': () => import('./0007-watchlists.ts'),
  '0008-search-functions': () => import('./0008-search-functions.ts'),
  '0009-long-watches': () => import('./0009-long-watches.ts'),
})
