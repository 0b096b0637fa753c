import { setTimeout as sleep } from 'node:timers/promises'
import { type FastifyReply, type FastifyRequest } from 'fastify'
import { type Logger } from 'pino'
import { WebSocket, WebSocketServer } from 'ws'
import { refuseUpgrade } from './client-error.ts'
import { type Messages } from './define-route.ts'
import { type Upgrade } from './upgrades.ts'

export type MessageStreamOptions = {
  readonly upgrade: Upgrade
  readonly messages: Messages
  /** Fires when the server stops. */
  readonly closing: AbortSignal
  /** Calls back when the reader may no longer read. */
  readonly watch: (onLost: () => void) => Disposable
  /** Called when the connection is over. */
  readonly onClose: () => void
  readonly log: Logger
}

/** A reader of these streams has nothing to say: larger frames are refused with 1009. */
const maxFrameBytes = 4_096
const pingMs = 30_000
/** Frames a reader may send in so long, pings and pongs among them; more is a flood. */
const maxFrames = 30
const frameWindowMs = 10_000
/** What may wait for a reader who is slower than the stream. */
const highWaterBytes = 1_048_576
/** A reader who takes nothing for so long is cut off. */
const slowReaderMs = 10_000
/** How long the other side may take to answer a close. */
const closeMs = 1_000

// No compression: texts of several origins in one compressed frame tell of each other by its length.
const serverOptions = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: maxFrameBytes,
  maxFragments: 16,
  closeTimeout: closeMs,
}
const server = new WebSocketServer(serverOptions)
server.on('wsClientError', (_error, socket) => refuseUpgrade(socket, 'malformed_request'))

/**
 * Sends messages over a WebSocket (RFC 6455) until there are no more, the reader leaves, floods or
 * is too slow, may no longer read, or the server stops.
 */
export function sendMessages(
  request: FastifyRequest,
  reply: FastifyReply,
  options: MessageStreamOptions,
): void {
  const { upgrade, onClose } = options
  const { raw } = reply.hijack()
  // The handshake is written by `ws`, below this response.
  if (raw.socket) raw.detachSocket(raw.socket)
  upgrade.socket.once('close', onClose)
  server.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) => {
    void stream(socket, options)
  })
}

async function stream(
  socket: WebSocket,
  { messages, closing, watch, log }: MessageStreamOptions,
): Promise<void> {
  const over = new AbortController()
  const end = (code: number): void => {
    over.abort()
    // Without effect when it closes already.
    socket.close(code)
  }
  const stop = (): void => end(closeCodes.goingAway)
  socket.once('close', () => over.abort())
  // `ws` closes with the code that tells what was wrong with a frame; the connection ends after it.
  socket.on('error', () => end(closeCodes.protocol))
  using _watch = watch(() => end(closeCodes.policy))
  using _life = keepAlive(socket, () => end(closeCodes.policy))
  closing.addEventListener('abort', stop, { once: true })
  if (closing.aborted) stop()
  try {
    for await (const { data } of messages(over.signal)) await send(socket, data, over.signal)
    if (!over.signal.aborted) end(closeCodes.tryAgainLater)
  } catch (error) {
    if (!over.signal.aborted) log.error({ err: error }, 'message stream failed')
    end(closeCodes.internal)
  } finally {
    closing.removeEventListener('abort', stop)
  }
}

/** RFC 6455 section 7.4.1 and the registry it founded. */
const closeCodes = {
  goingAway: 1001,
  protocol: 1002,
  policy: 1008,
  internal: 1011,
  tryAgainLater: 1013,
} as const

/** Pings, cuts off who does not answer, and counts what the reader sends. */
function keepAlive(socket: WebSocket, onFlood: () => void): Disposable {
  let isAnswered = true
  let frames = 0
  const count = (): void => {
    frames += 1
    if (frames === maxFrames + 1) onFlood()
  }
  socket.on('ping', count)
  socket.on('message', count)
  socket.on('pong', () => {
    isAnswered = true
    count()
  })
  const window = setInterval(() => (frames = 0), frameWindowMs)
  const ping = setInterval(() => {
    if (!isAnswered) socket.terminate()
    isAnswered = false
    if (socket.readyState === WebSocket.OPEN) socket.ping()
  }, pingMs)
  return {
    [Symbol.dispose]: () => {
      clearInterval(window)
      clearInterval(ping)
    },
  }
}

/** Waits only when too much waits already; then for this very message to be on its way. */
async function send(socket: WebSocket, data: string, over: AbortSignal): Promise<void> {
  over.throwIfAborted()
  if (socket.bufferedAmount < highWaterBytes) return socket.send(data, ignore)
  const { promise: sent, resolve } = Promise.withResolvers<'sent'>()
  socket.send(data, () => resolve('sent'))
  const slow = sleep(slowReaderMs, 'slow' as const, { signal: over })
  if ((await Promise.race([sent, slow])) === 'slow') socket.terminate()
}

/** A connection that ends tells so by its `close`. */
function ignore(): void {
  // nothing to do
}
