/** How hard the UDP stage may press. */
export type UdpProfile = {
  readonly datagramsPerSecond: number
  /** Sockets at once for each address. */
  readonly maxSockets: number
  /** How long retries are held back to what the host may tell of closed ports. */
  readonly patienceMs: number
}
