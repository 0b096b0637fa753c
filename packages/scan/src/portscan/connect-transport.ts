/** Starts single connects of a port scan. */
export interface ConnectTransport {
  /** `connect` is Node's own socket; `connect-fast` goes below it. */
  readonly name: 'connect' | 'connect-fast'
  /**
   * Connects to a port and ends the connection by RST as soon as it stands. The outcome is told
   * once, never before this returns, unless the returned function cancels the attempt first.
   */
  connect(target: ConnectTarget, onOutcome: (outcome: ConnectOutcome) => void): () => void
}

/** Where to connect to; the address must have passed the scope. */
export type ConnectTarget = { readonly address: string; readonly port: number }

/** What one connect told; `local` is trouble of this machine and says nothing about the port. */
export type ConnectOutcome = {
  readonly state: 'open' | 'closed' | 'filtered' | 'silent' | 'local'
  /** nmap's word where it has one. */
  readonly reason: string
}

/** The outcome of a connect that stands. */
export const openOutcome: ConnectOutcome = { state: 'open', reason: 'syn-ack' }

/** TCP's simultaneous open: a connect within the ephemeral range can meet itself. */
export const selfConnectOutcome: ConnectOutcome = { state: 'closed', reason: 'self-connect' }

/** The outcome that a failed connect's error code means. */
export function toConnectOutcome(code: string): ConnectOutcome {
  return outcomes.get(code) ?? { state: 'local', reason: code }
}

const outcomes: ReadonlyMap<string, ConnectOutcome> = new Map([
  ['ECONNREFUSED', { state: 'closed', reason: 'conn-refused' }],
  // A RST to our SYN reads as ECONNREFUSED; these mean that it came after the handshake.
  ['ECONNRESET', openOutcome],
  ['EPIPE', openOutcome],
  ['ETIMEDOUT', { state: 'silent', reason: 'no-response' }],
  ['EHOSTUNREACH', { state: 'filtered', reason: 'host-unreach' }],
  ['ENETUNREACH', { state: 'filtered', reason: 'net-unreach' }],
  ['EACCES', { state: 'filtered', reason: 'admin-prohibited' }],
  ['EPERM', { state: 'filtered', reason: 'admin-prohibited' }],
  ['EPROTO', { state: 'filtered', reason: 'proto-unreach' }],
  ['ENOPROTOOPT', { state: 'filtered', reason: 'proto-unreach' }],
])
