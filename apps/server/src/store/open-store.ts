import { type Store } from './store.ts'

export type StoreConfig =
  | { readonly kind: 'embedded'; readonly folder: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly poolSize?: number }

/** Opens the configured store, its schema up to date. Loads only the engine that is asked for. */
export async function openStore(config: StoreConfig): Promise<Store> {
  if (config.kind === 'postgres') {
    const { createPostgresStore } = await import('./postgres/postgres-store.ts')
    return createPostgresStore(config)
  }
  const { createEmbeddedStore } = await import('./embedded/embedded-store.ts')
  return createEmbeddedStore(config)
}
