import { createEmbeddedStore } from './embedded/embedded-store.ts'
import { createPostgresStore } from './postgres/postgres-store.ts'
import { type Store } from './store.ts'

export type StoreConfig =
  | { readonly kind: 'embedded'; readonly folder: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly poolSize?: number }

/** Opens the configured store, its schema up to date. */
export async function openStore(config: StoreConfig): Promise<Store> {
  if (config.kind === 'postgres') return createPostgresStore(config)
  return createEmbeddedStore(config)
}
