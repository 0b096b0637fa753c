/** What the database's thread is started with. */
export type EngineStart = {
  /** The data folder of PostgreSQL. */
  readonly folder: string
  /** One BigInt64: how many queries the thread has begun. Still right when the thread is gone. */
  readonly begun: SharedArrayBuffer
}

/** Protocol messages of one or more queries; `ends` are the offsets at which each query ends. */
export type EngineBatch = {
  readonly kind: 'batch'
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly ends: readonly number[]
}

export type EngineRequest = EngineBatch | { readonly kind: 'close' }

export type EngineReply =
  | { readonly kind: 'ready' }
  /** Part of the answer to a batch; `isLast` when the thread is done with that batch. */
  | { readonly kind: 'answer'; readonly bytes: Uint8Array<ArrayBuffer>; readonly isLast: boolean }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly message: string }
