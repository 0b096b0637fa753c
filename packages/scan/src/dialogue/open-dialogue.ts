import { connect, type Socket } from 'node:net'
import { type Budget, type ConnectionLease } from '../budget/budget.ts'
import { createDeadline } from '../budget/deadline.ts'
import { type Scope } from '../scope/scope.ts'
import {
  type Dialogue,
  DialogueError,
  type DialogueFailure,
  type DialogueOptions,
} from '../service/service-port.ts'
import { isSelfConnect } from './is-self-connect.ts'
import { SocketDialogue } from './socket-dialogue.ts'

/** Where a connection goes, and who is asked before it does. */
export type Endpoint = {
  readonly address: string
  readonly port: number
  readonly scope: Scope
  readonly budget: Budget
  readonly signal: AbortSignal
  /** Roots in PEM that handshakes trust besides Mozilla's. */
  readonly trustAnchors?: readonly string[]
}

/**
 * Opens one connection; the only way in which probes touch the network. Scope and budget are asked
 * first. The connection ends with the signal of the endpoint or of the options.
 */
export async function openDialogue(
  endpoint: Endpoint,
  options: DialogueOptions = {},
): Promise<Dialogue> {
  const { address, port, scope, budget } = endpoint
  const verdict = scope.check(address)
  if (!verdict.allowed) {
    throw new DialogueError('scope', `Cannot connect to ${address}: ${verdict.reason}`)
  }
  const signal = AbortSignal.any([endpoint.signal, ...(options.signal ? [options.signal] : [])])
  const timeoutMs = options.timeoutMs ?? connectionTimeoutMs
  const lease = await budget.openConnection(`${address} ${port}`, signal)
  const socket = await connectSocket({ address, port, timeoutMs, signal, lease })
  const { trustAnchors = [] } = endpoint
  const dialogue = new SocketDialogue(socket, { lease, signal, timeoutMs, trustAnchors })
  if (options.secure !== undefined) await dialogue.startTls(options.secure)
  return dialogue
}

// scan.md: connection 3 s within port 8 s.
const connectionTimeoutMs = 3000

type Connection = {
  readonly address: string
  readonly port: number
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly lease: ConnectionLease
}

async function connectSocket(connection: Connection): Promise<Socket> {
  const { address, port, timeoutMs, signal, lease } = connection
  using deadline = createDeadline(timeoutMs, signal)
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const fail = (reason: DialogueFailure, cause?: unknown) => {
    socket.destroy()
    reject(
      new DialogueError(reason, `Cannot connect to ${address} port ${port}: ${reason}`, { cause }),
    )
  }
  const onEnd = () => fail(signal.aborted ? 'aborted' : 'timeout')
  const onError = (error: NodeJS.ErrnoException) => fail(toFailure(error.code), error)
  const socket = connect({ host: address, port, autoSelectFamily: false })
  socket.once('close', () => lease.release())
  socket.once('error', onError)
  socket.once('connect', () => (isSelfConnect(socket) ? fail('refused') : resolve(socket)))
  if (deadline.signal.aborted) onEnd()
  deadline.signal.addEventListener('abort', onEnd, { once: true })
  try {
    return await promise
  } finally {
    deadline.signal.removeEventListener('abort', onEnd)
    socket.off('error', onError)
    // An error may still follow the connect; without a listener it would end the process.
    socket.on('error', () => undefined)
  }
}

function toFailure(code: string | undefined): DialogueFailure {
  if (code === 'ECONNREFUSED') return 'refused'
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset'
  if (code === 'ETIMEDOUT') return 'timeout'
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'EACCES') return 'unreachable'
  return 'local'
}
