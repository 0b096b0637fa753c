import { type Viewer } from '../../entity-rows/visible.ts'
import { type Queryable } from '../../store/store.ts'
import { type LiveHub } from './live-hub.ts'
import { type LivePosition } from './live-position.ts'
import { LiveReader, type LiveNews } from './live-reader.ts'
import { type LiveMark, type LiveStart, markEnd, readBetween } from './live-rows.ts'
import { type LiveTelling, tellViewer } from './tell-viewer.ts'

/** An event and where its reader stands after it. */
type LiveEvent = LiveTelling & { readonly position: LivePosition }

export type FollowLive = (signal: AbortSignal) => AsyncIterable<LiveEvent>

export type FollowPorts = { readonly store: Queryable; readonly hub: LiveHub }

/**
 * What becomes known from now on, or after a position, as far back as events are kept. Nothing is
 * left out; what was told of a transaction that others overtook may be told again.
 */
export async function followLive(
  { store, hub }: FollowPorts,
  viewer: Viewer,
  position: LivePosition | undefined,
): Promise<FollowLive> {
  const end = await markEnd(store)
  const start = toStart(position, end)
  return (signal) => follow({ store, hub, signal }, new LiveReader(viewer, start))
}

/** A position ahead of the end is of a database that an older copy has replaced. */
function toStart(position: LivePosition | undefined, end: LiveMark): LiveStart {
  if (position === undefined || position.xid > end.xid) return { ...end, told: 0 }
  return { xid: position.xid, seen: [], told: position.told }
}

type Following = FollowPorts & { readonly signal: AbortSignal }

async function* follow(following: Following, reader: LiveReader): AsyncIterable<LiveEvent> {
  const { start } = reader
  const place = new ReaderPlace()
  for await (const news of listen(following, reader)) {
    for (const event of place.advance(news)) {
      if (following.signal.aborted) return
      // What was told of the transaction that the reader left in the middle of.
      if (news.xid > start.xid || place.told > start.told) yield event
    }
  }
}

/** First what the others have heard already, then what comes. */
async function* listen(
  { store, hub, signal }: Following,
  reader: LiveReader,
): AsyncIterable<LiveNews> {
  const mark = await hub.join(reader)
  try {
    for await (const row of readBetween(store, reader.start, mark)) {
      yield { xid: row.xid, settledXid: mark.xid, tellings: tellViewer(row, reader.viewer) }
    }
    yield* reader.news(signal)
  } finally {
    hub.leave(reader)
  }
}

/** Counts what a reader was told of a transaction. */
class ReaderPlace {
  #xid = 0
  #told = 0

  get told(): number {
    return this.#told
  }

  *advance({ xid, settledXid, tellings }: LiveNews): Iterable<LiveEvent> {
    for (const telling of tellings) {
      this.#told = xid === this.#xid ? this.#told + 1 : 1
      this.#xid = xid
      // While earlier transactions are under way, who comes back must begin with those.
      const position = xid < settledXid ? { xid, told: this.#told } : { xid: settledXid, told: 0 }
      yield { ...telling, position }
    }
  }
}
