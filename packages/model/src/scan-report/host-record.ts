/** What is known of one scanned address beyond its ports. */
export type HostRecord = {
  readonly address: string
  readonly family: 4 | 6
  /** `up` as soon as anything has answered. */
  readonly state: 'up' | 'unknown'
  /** Smoothed round-trip time. */
  readonly rttMs?: number
  readonly names: readonly HostName[]
  readonly os?: OsGuess
  /** A delivery network, firewall service or cloud in front of the host. */
  readonly provider?: {
    readonly kind: 'cdn' | 'waf' | 'cloud'
    readonly name: string
    readonly evidence: string
  }
  /** Nearly every port accepts: a honeypot, a SYN proxy, a front. */
  readonly isAllOpen: boolean
  /** Ports accept connections and then say nothing to any probe. */
  readonly isTarpit: boolean
}

/** A name of a host, and who said so. */
export type HostName = {
  readonly name: string
  readonly source: 'target' | 'ptr' | 'certificate' | 'service' | 'redirect'
  /** Of a PTR name: whether it resolves back to the address. */
  readonly isConfirmed?: boolean
}

/** The operating system that the services together speak for. */
export type OsGuess = {
  readonly name: string
  readonly cpe?: string
  /** 0 to 100. */
  readonly confidence: number
  /** One line per clue: `22/tcp ssh: OpenSSH_9.2p1 Debian-2+deb12u10`. */
  readonly evidence: readonly string[]
}
