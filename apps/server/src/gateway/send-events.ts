import { once } from 'node:events'
import { type ServerResponse } from 'node:http'
import { type FastifyReply } from 'fastify'
import { type Logger } from 'pino'
import { type ServerEvent, type ServerEvents } from './define-route.ts'

export type EventStreamOptions = {
  readonly events: ServerEvents
  /** Fires when the server stops. */
  readonly closing: AbortSignal
  /** Calls back when the reader may no longer read. */
  readonly watch: (onLost: () => void) => Disposable
  readonly log: Logger
}

/** Proxies such as nginx would collect the events without the second. */
export const eventHeaders = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' }

const heartbeatMs = 15_000
/** A reader who takes nothing for so long is cut off. */
const slowReaderMs = 10_000

/**
 * Sends events (HTML standard, section 9.2) until there are no more, the reader leaves or is too
 * slow, may no longer read, or the server stops. The next event is asked for when the last one is on
 * its way, so that no more than one waits here.
 */
export async function sendEvents(reply: FastifyReply, options: EventStreamOptions): Promise<void> {
  const { raw } = reply.hijack()
  const over = new AbortController()
  const end = (): void => over.abort()
  raw.once('close', end)
  raw.on('error', end)
  using _credential = options.watch(end)
  using _life = keepAlive(raw, options.closing, end)
  for (const [name, value] of Object.entries(reply.getHeaders())) raw.setHeader(name, value ?? '')
  raw.writeHead(200, eventHeaders)
  try {
    await write(raw, `retry: ${retryMs}\n\n`, over.signal)
    for await (const event of options.events(over.signal)) {
      await write(raw, toText(event), over.signal)
    }
  } catch (error) {
    if (!over.signal.aborted) options.log.error({ err: error }, 'event stream failed')
  } finally {
    raw.end()
  }
}

/** How long a reader is asked to wait before it comes again. */
const retryMs = 2_000

function keepAlive(raw: ServerResponse, closing: AbortSignal, end: () => void): Disposable {
  const heartbeat = setInterval(() => raw.writableNeedDrain || raw.write(':\n\n'), heartbeatMs)
  closing.addEventListener('abort', end, { once: true })
  if (closing.aborted) end()
  return {
    [Symbol.dispose]: () => {
      clearInterval(heartbeat)
      closing.removeEventListener('abort', end)
    },
  }
}

function toText({ id, name, data }: ServerEvent): string {
  return `id: ${id}\nevent: ${name}\ndata: ${data}\n\n`
}

async function write(raw: ServerResponse, text: string, over: AbortSignal): Promise<void> {
  over.throwIfAborted()
  if (raw.write(text)) return
  const slow = setTimeout(() => raw.destroy(), slowReaderMs)
  try {
    await once(raw, 'drain', { signal: over })
  } finally {
    clearTimeout(slow)
  }
}
