/** One address the target resolved to. `skipped` says why it was not scanned. */
export type AddressRecord = {
  readonly address: string
  readonly family: 4 | 6
  readonly skipped?: string
}

/** How a name became addresses. */
export type ResolutionRecord = {
  /** The names that the target stands for, in order; empty without CNAME records. */
  readonly cnames: readonly string[]
  /** The least time to live among the address records, seconds; absent when no name server said it. */
  readonly ttlSeconds?: number
  /** Who answered: `system` is getaddrinfo, with its hosts file. */
  readonly resolver: string
}
