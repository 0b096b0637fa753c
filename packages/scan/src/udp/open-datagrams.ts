import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6 } from 'node:net'
import { type Budget } from '../budget/budget.ts'
import { type Scope } from '../scope/scope.ts'
import { DialogueError } from '../service/service-port.ts'
import { DatagramDialogue, type DatagramSockets } from './datagram-dialogue.ts'
import { type DatagramPace } from './datagram-pace.ts'

/** Where datagrams go, and who is asked before they do. */
export type DatagramEndpoint = {
  readonly address: string
  readonly port: number
  readonly scope: Scope
  readonly budget: Budget
  readonly pace: DatagramPace
  /** How long an answer is waited for after the first sending of a datagram. */
  readonly waitMs: number
  /** Whether answers from other ports of the address count. */
  readonly isAnsweredElsewhere: boolean
  readonly signal: AbortSignal
}

/**
 * Opens a socket to one UDP port; the only way in which probes send datagrams. Scope and budget are
 * asked first. The socket is connected, so that the kernel tells it of ICMP errors and drops what
 * comes from elsewhere; it closes with the signal.
 */
export async function openDatagrams(endpoint: DatagramEndpoint): Promise<DatagramDialogue> {
  const { address, scope, budget, signal } = endpoint
  const verdict = scope.check(address)
  if (!verdict.allowed) {
    throw new DialogueError('scope', `Cannot send to ${address}: ${verdict.reason}`)
  }
  if (signal.aborted) throw new DialogueError('aborted', 'Cannot send: the work was cancelled')
  const lease = budget.openDatagrams()
  const opened: Socket[] = []
  try {
    return new DatagramDialogue(await openSockets(endpoint, opened), { ...endpoint, lease })
  } catch (error) {
    closeAll(opened)
    // Node's socket errors carry a code.
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new DialogueError('local', code, { cause: error })
  }
}

async function openSockets(endpoint: DatagramEndpoint, opened: Socket[]): Promise<DatagramSockets> {
  const first = await openPair(endpoint, opened)
  if (!isSelfConnect(first.sender)) return first
  // The kernel gives out another port while this one is taken.
  const count = opened.length
  const second = await openPair(endpoint, opened)
  closeAll(opened.splice(0, count))
  return second
}

async function openPair(endpoint: DatagramEndpoint, opened: Socket[]): Promise<DatagramSockets> {
  const listener = endpoint.isAnsweredElsewhere ? await openListener(endpoint, opened) : undefined
  const sender = createUdpSocket(endpoint, opened)
  if (listener) {
    sender.bind(listener.address().port)
    await once(sender, 'listening')
  }
  sender.connect(endpoint.port, endpoint.address)
  await once(sender, 'connect')
  return { sender, listener }
}

/** A socket on the same port of ours as the sender, which gets what the connected one does not. */
async function openListener(endpoint: DatagramEndpoint, opened: Socket[]): Promise<Socket> {
  const listener = createUdpSocket(endpoint, opened)
  listener.bind(0)
  await once(listener, 'listening')
  return listener
}

function createUdpSocket(
  { address, isAnsweredElsewhere }: DatagramEndpoint,
  opened: Socket[],
): Socket {
  const type = isIPv6(address) ? 'udp6' : 'udp4'
  const socket = createSocket({ type, reuseAddr: isAnsweredElsewhere })
  opened.push(socket)
  return socket
}

function closeAll(sockets: readonly Socket[]): void {
  for (const socket of sockets) {
    // An error may still follow; without a listener it would end the process.
    socket.on('error', () => undefined)
    socket.close()
  }
}

/** On this machine the kernel may give us the very port that is asked: it would answer itself. */
function isSelfConnect(socket: Socket): boolean {
  const [local, remote] = [socket.address(), socket.remoteAddress()]
  return local.port === remote.port && local.address === remote.address
}
