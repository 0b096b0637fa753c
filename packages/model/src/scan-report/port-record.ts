export type Transport = 'tcp' | 'udp'

/** nmap's words; `open|filtered` is UDP that stays silent. */
export type PortState = 'open' | 'closed' | 'filtered' | 'open|filtered'

/** One port of one address. `reason` is nmap's word: `syn-ack`, `conn-refused`, `no-response`, … */
export type PortRecord = {
  readonly address: string
  readonly port: number
  readonly transport: Transport
  readonly state: PortState
  readonly reason: string
  readonly tries: number
  readonly rttMs?: number
  /** RFC 3339, UTC: when a scan first and last saw the port in this state. */
  readonly firstSeen?: string
  readonly lastSeen?: string
}

/** Ports of one address that share a verdict and are not worth a record each. */
export type PortGroup = {
  readonly address: string
  readonly transport: Transport
  readonly state: PortState
  readonly reason: string
  /** Probes sent to each of them. */
  readonly tries: number
  readonly count: number
  /** Numbers and ranges, ascending: `1-21,23,25-79`. */
  readonly ports: string
}
