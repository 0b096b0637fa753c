/** What an error of a datagram socket says about the port; `local` is trouble of this machine. */
export type UdpVerdict = {
  readonly state: 'closed' | 'filtered' | 'local'
  /** nmap's word where it has one. */
  readonly reason: string
}

/**
 * Reads the error that the kernel makes of an ICMP message to a connected socket (Linux:
 * `icmp_err_convert` in net/ipv4/icmp.c). Unreachables that may pass, as those of a router, are not
 * told to the socket: such a port stays silent.
 */
export function toUdpVerdict(code: string): UdpVerdict {
  return verdicts.get(code) ?? { state: 'local', reason: code }
}

const verdicts: ReadonlyMap<string, UdpVerdict> = new Map([
  ['ECONNREFUSED', { state: 'closed', reason: 'port-unreach' }],
  // Windows tells a port unreachable so.
  ['ECONNRESET', { state: 'closed', reason: 'port-unreach' }],
  ['ENOPROTOOPT', { state: 'filtered', reason: 'proto-unreach' }],
  ['EHOSTUNREACH', { state: 'filtered', reason: 'host-unreach' }],
  ['EHOSTDOWN', { state: 'filtered', reason: 'host-unreach' }],
  ['ENETUNREACH', { state: 'filtered', reason: 'net-unreach' }],
  ['EACCES', { state: 'filtered', reason: 'admin-prohibited' }],
  ['EPERM', { state: 'filtered', reason: 'admin-prohibited' }],
])
