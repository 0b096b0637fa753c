/** How a scan ran. */
export type ScanSummary = {
  /** RFC 3339, UTC. */
  readonly startedAt: string
  readonly endedAt: string
  /** `complete`, or what ended it early: `deadline`, `cancelled`, `no-address`, `refused`, `postponed`, `all-open`. */
  readonly stopReason: string
  /** Share of the planned ports that got a verdict, 0 to 1. */
  readonly completeness: number
  /** The same of each stage: of the open ports examined, of the TLS ports laid open … */
  readonly stages: Readonly<Record<StageName, number>>
  readonly engine: {
    readonly name: string
    readonly version: string
    /** What found the ports: `connect`, `connect-fast`, `nmap`, `masscan`. */
    readonly portScan: string
  }
  readonly profile: string
  /** What was asked for: ports as text, transports, depth. */
  readonly options: Readonly<Record<string, string | number | boolean>>
  /** The addresses that the scan went out from. */
  readonly sourceAddresses: readonly string[]
  readonly counters: ScanCounters
  /** Rate and window over time, at most 200 samples. */
  readonly pace: readonly PaceSample[]
  /** What the rules decided: addresses refused, ports left out, names not followed. At most 200. */
  readonly decisions: readonly { readonly at: string; readonly text: string }[]
}

export type ScanCounters = {
  readonly ports: number
  readonly sent: number
  readonly answered: number
  readonly retries: number
  /** Estimated share of probes that the path lost, 0 to 1. */
  readonly loss?: number
  readonly srttMs?: number
  readonly rttvarMs?: number
  /** Connections beyond the port scan, and bytes read from them. */
  readonly connections: number
  readonly bytesRead: number
}

export type PaceSample = {
  /** Since the start of the scan. */
  readonly atMs: number
  readonly ratePerSecond: number
  readonly window: number
}

/** The stages of a scan, in order. */
export type StageName = 'resolve' | 'ports' | 'udp' | 'services' | 'tls' | 'http'
