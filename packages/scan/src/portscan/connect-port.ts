import { Socket } from 'node:net'
import { isSelfConnect } from '../dialogue/is-self-connect.ts'
import { resetSocket } from '../dialogue/reset-socket.ts'

/** What one connect told; `local` is trouble of this machine and says nothing about the port. */
export type ConnectOutcome = {
  readonly state: 'open' | 'closed' | 'filtered' | 'silent' | 'local'
  /** nmap's word where it has one. */
  readonly reason: string
}

/**
 * Connects to a port and ends the connection by RST as soon as it stands. The outcome is told once,
 * unless the returned function cancels the attempt first.
 */
export function connectPort(
  { address, port }: { readonly address: string; readonly port: number },
  onOutcome: (outcome: ConnectOutcome) => void,
): () => void {
  const socket = new Socket()
  let isOver = false
  const finish = (outcome: ConnectOutcome) => {
    if (isOver) return
    isOver = true
    onOutcome(outcome)
  }
  // Stays on for good: an error without a listener would end the process.
  socket.on('error', (error: NodeJS.ErrnoException) => finish(toOutcome(error.code ?? '')))
  socket.on('connect', () => {
    const isSelf = isSelfConnect(socket)
    resetSocket(socket)
    finish(isSelf ? { state: 'closed', reason: 'self-connect' } : open)
  })
  socket.connect({ host: address, port, autoSelectFamily: false })
  return () => {
    isOver = true
    resetSocket(socket)
  }
}

const open: ConnectOutcome = { state: 'open', reason: 'syn-ack' }

function toOutcome(code: string): ConnectOutcome {
  return outcomes.get(code) ?? { state: 'local', reason: code }
}

const outcomes: ReadonlyMap<string, ConnectOutcome> = new Map([
  ['ECONNREFUSED', { state: 'closed', reason: 'conn-refused' }],
  // A RST to our SYN reads as ECONNREFUSED; these mean that it came after the handshake.
  ['ECONNRESET', open],
  ['EPIPE', open],
  ['ETIMEDOUT', { state: 'silent', reason: 'no-response' }],
  ['EHOSTUNREACH', { state: 'filtered', reason: 'host-unreach' }],
  ['ENETUNREACH', { state: 'filtered', reason: 'net-unreach' }],
  ['EACCES', { state: 'filtered', reason: 'admin-prohibited' }],
  ['EPERM', { state: 'filtered', reason: 'admin-prohibited' }],
  ['EPROTO', { state: 'filtered', reason: 'proto-unreach' }],
  ['ENOPROTOOPT', { state: 'filtered', reason: 'proto-unreach' }],
])
