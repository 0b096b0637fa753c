import { isIPv6, Socket } from 'node:net'
import { getSystemErrorName } from 'node:util'
import {
  type ConnectOutcome,
  type ConnectTarget,
  type ConnectTransport,
  openOutcome,
  selfConnectOutcome,
  toConnectOutcome,
} from './connect-transport.ts'

/**
 * Connects with the handle that lies under Node's socket: no stream and no error object for each of
 * 65,535 ports, which is half of the work. The classes are not public, so they are taken from a
 * socket; undefined when this Node keeps them elsewhere. Test it before use.
 */
export async function findHandleTransport(): Promise<ConnectTransport | undefined> {
  try {
    const classes = await takeClasses()
    return classes && Object.freeze({ name: 'connect-fast', connect: createConnect(classes) })
  } catch {
    return undefined
  }
}

/** The members of Node's TCP handle that are used here; all return 0 or a negative errno. */
type TcpHandle = {
  connect(request: ConnectRequest, address: string, port: number): number
  connect6(request: ConnectRequest, address: string, port: number): number
  getsockname(out: { address?: string; port?: number }): number
  reset(): number
  close(): void
}

type ConnectRequest = {
  oncomplete: (status: number, handle: TcpHandle, request: ConnectRequest) => void
  /** Ours: what became of the attempt is told here; undefined once it is over. */
  attempt?: Attempt | undefined
}

type Attempt = { readonly target: ConnectTarget; readonly tell: (outcome: ConnectOutcome) => void }

type Classes = {
  readonly Tcp: new (kind: number) => TcpHandle
  readonly Request: new () => ConnectRequest
}

/** Lets a socket connect with a handle that keeps the request and refuses: nothing is sent. */
async function takeClasses(): Promise<Classes | undefined> {
  const socket = new Socket()
  const ended = new Promise((resolve) => socket.once('close', resolve))
  socket.on('error', () => undefined)
  socket.connect({ host: '127.0.0.1', port: 9 })
  // Node creates the handle in connect() and uses it in the next tick.
  const { _handle: handle } = socket as unknown as { readonly _handle?: TcpHandle }
  if (handle === undefined || handle === null) return undefined
  let request: object | undefined
  handle.connect = (given) => {
    request = given
    return connectionRefused
  }
  await ended
  if (request === undefined) return undefined
  return {
    // Both are what Node has just made; the self-test proves that they behave.
    Tcp: handle.constructor as Classes['Tcp'],
    Request: request.constructor as Classes['Request'],
  }
}

// libuv's UV_ECONNREFUSED on Linux; any error would do.
const connectionRefused = -111
const tcpSocket = 0

function createConnect({ Tcp, Request }: Classes): ConnectTransport['connect'] {
  return (target, tell) => {
    const handle = new Tcp(tcpSocket)
    const request = new Request()
    request.attempt = { target, tell }
    request.oncomplete = onComplete
    const { address, port } = target
    const status = isIPv6(address)
      ? handle.connect6(request, address, port)
      : handle.connect(request, address, port)
    if (status !== 0) setImmediate(() => onComplete(status, handle, request))
    return () => {
      if (request.attempt === undefined) return
      request.attempt = undefined
      handle.close()
    }
  }
}

function onComplete(status: number, handle: TcpHandle, request: ConnectRequest): void {
  const { attempt } = request
  if (attempt === undefined) return
  request.attempt = undefined
  if (status !== 0) {
    handle.close()
    return attempt.tell(toFailure(status))
  }
  const isSelf = isSelfConnect(handle, attempt.target)
  handle.reset()
  attempt.tell(isSelf ? selfConnectOutcome : openOutcome)
}

function isSelfConnect(handle: TcpHandle, { address, port }: ConnectTarget): boolean {
  const own: { address?: string; port?: number } = {}
  return handle.getsockname(own) === 0 && own.port === port && own.address === address
}

const failures = new Map<number, ConnectOutcome>()

function toFailure(status: number): ConnectOutcome {
  const known = failures.get(status)
  if (known) return known
  const outcome = toConnectOutcome(getSystemErrorName(status))
  failures.set(status, outcome)
  return outcome
}
