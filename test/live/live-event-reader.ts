import { type Harness, type KeyHeaders } from '../harness/start-harness.ts'
import { type Frame } from './live-reader.ts'

export type ReceivedEvent = { readonly id: string; readonly name: string; readonly data: Frame }

export type LiveEventReader = AsyncDisposable & {
  readonly events: readonly ReceivedEvent[]
  /** Resolves when the server has ended the stream, rejects when it was cut. */
  readonly ended: Promise<void>
}

/** Reads the live feed as server-sent events. */
export async function readLiveEvents(
  server: Harness,
  { keys, lastId }: { readonly keys: KeyHeaders; readonly lastId?: string },
): Promise<LiveEventReader> {
  const leave = new AbortController()
  const response = await fetch(`${server.url}/api/analytics/v1/live/events`, {
    headers: { ...keys, ...(lastId !== undefined && { 'last-event-id': lastId }) },
    signal: leave.signal,
  })
  if (response.status !== 200) throw new Error(`refused: ${response.status}`)
  const events: ReceivedEvent[] = []
  const ended = read(response, events)
  ended.catch(() => undefined)
  return {
    events,
    ended,
    [Symbol.asyncDispose]: async () => {
      leave.abort()
      await ended.catch(() => undefined)
    },
  }
}

async function read({ body }: Response, events: ReceivedEvent[]): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of body ?? []) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    events.push(...blocks.flatMap(parseEvent))
  }
}

function parseEvent(block: string): readonly ReceivedEvent[] {
  const [, id, name, data] = /^id: (\S+)\nevent: (\S+)\ndata: (.*)$/.exec(block) ?? []
  if (id === undefined || name === undefined || data === undefined) return []
  // Every event of the server holds an object.
  return [{ id, name, data: JSON.parse(data) as Frame }]
}
