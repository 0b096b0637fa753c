import { once } from 'node:events'
import { WebSocket } from 'ws'
import { type Harness, type KeyHeaders } from '../harness/start-harness.ts'

/** A frame as it came. Untyped on purpose: a test says what it wants. */
export type Frame = Readonly<Record<string, unknown>>

export type LiveReader = AsyncDisposable & {
  readonly socket: WebSocket
  readonly frames: readonly Frame[]
  readonly forget: () => void
  /** Resolves to the code of the close. */
  readonly closed: Promise<number>
}

const feed = '/api/analytics/v1/live'

export async function getTicket(server: Harness, keys: KeyHeaders): Promise<string> {
  const reply = await server.request(`${feed}/ticket`, { headers: keys })
  // The reply of the contract.
  return (reply.json as { readonly ticket: string }).ticket
}

/** Opens the feed with a ticket, of `keys` unless one is given. */
export async function openLive(
  server: Harness,
  { keys, ticket }: { readonly keys: KeyHeaders; readonly ticket?: string },
): Promise<LiveReader> {
  const used = ticket ?? (await getTicket(server, keys))
  const socket = new WebSocket(toUrl(server, used), { perMessageDeflate: true })
  const frames: Frame[] = []
  socket.on('message', (data: Buffer) => frames.push(JSON.parse(data.toString()) as Frame))
  const closed = once(socket, 'close').then(([code]) => Number(code))
  closed.catch(() => undefined)
  await once(socket, 'open')
  return {
    socket,
    frames,
    forget: () => void frames.splice(0),
    closed,
    [Symbol.asyncDispose]: async () => {
      socket.on('error', () => undefined)
      socket.terminate()
      await closed.catch(() => undefined)
    },
  }
}

export function toUrl({ url }: Harness, ticket: string): string {
  return `${url.replace('http', 'ws')}${feed}?ticket=${ticket}`
}

/** The status with which an upgrade is refused, and the headers and body of the refusal. */
export async function refusedUpgrade(server: Harness, ticket: string) {
  const socket = new WebSocket(toUrl(server, ticket))
  socket.on('error', () => undefined)
  const [, response] = await once(socket, 'unexpected-response')
  let text = ''
  for await (const chunk of response) text += String(chunk)
  return {
    status: Number(response.statusCode),
    headers: new Headers(response.headers),
    text,
    json: text === '' ? undefined : (JSON.parse(text) as unknown),
  }
}
