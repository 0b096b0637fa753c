/** A failure of a client library at an adapter's edge, so that no vendor error type travels inward. */
export class AdapterError extends Error {
  readonly adapter: string
  /** SQLSTATE, or the system's error code, when there is one. */
  readonly code: string | undefined

  constructor(adapter: string, cause: unknown) {
    super(`${adapter}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.name = 'AdapterError'
    this.adapter = adapter
    this.code = readCode(cause)
  }
}

function readCode(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined
  return typeof cause.code === 'string' ? cause.code : undefined
}
