import { type Harness, type KeyHeaders } from '../harness/start-harness.ts'

export type ReceivedEvent = {
  readonly id: number
  readonly name: string
  /** Untyped on purpose: a test says what it wants. */
  readonly data: Readonly<Record<string, unknown>>
}

export type EventReader = AsyncDisposable & {
  readonly status: number
  readonly headers: Headers
  readonly events: readonly ReceivedEvent[]
  /** Everything received, as it came. */
  readonly text: () => string
  /** Resolves when the server has ended the stream, rejects when it was cut. */
  readonly ended: Promise<void>
}

/** Reads the events of a scan as they come. */
export async function readEvents(
  server: Harness,
  {
    id,
    keys,
    lastId,
  }: { readonly id: string; readonly keys: KeyHeaders; readonly lastId?: number },
): Promise<EventReader> {
  const leave = new AbortController()
  const resume = lastId === undefined ? {} : { 'last-event-id': String(lastId) }
  const response = await fetch(`${server.url}/api/ingest/v1/scan/${id}/events`, {
    headers: { ...keys, ...resume },
    signal: leave.signal,
  })
  const events: ReceivedEvent[] = []
  let text = ''
  const ended = read(response, (chunk) => {
    const parsed = (text + chunk).split('\n\n').slice(0, -1).flatMap(parseEvent)
    text += chunk
    events.splice(0, events.length, ...parsed)
  })
  ended.catch(() => undefined)
  return {
    status: response.status,
    headers: response.headers,
    events,
    text: () => text,
    ended,
    [Symbol.asyncDispose]: async () => {
      leave.abort()
      await ended.catch(() => undefined)
    },
  }
}

async function read(response: Response, onText: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder()
  for await (const bytes of response.body ?? []) onText(decoder.decode(bytes, { stream: true }))
}

function parseEvent(block: string): readonly ReceivedEvent[] {
  const [, id, name, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(block) ?? []
  if (id === undefined || name === undefined || data === undefined) return []
  // Every event of the server holds an object.
  return [{ id: Number(id), name, data: JSON.parse(data) as ReceivedEvent['data'] }]
}
