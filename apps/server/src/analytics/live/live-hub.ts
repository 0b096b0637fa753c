import { setTimeout as sleep } from 'node:timers/promises'
import { type Queryable } from '../../store/store.ts'
import { type LiveReader } from './live-reader.ts'
import { type LiveMark, type LivePage, markEnd, readAfter } from './live-rows.ts'
import { tellViewer } from './tell-viewer.ts'

/** Looks for news once for all readers of a process, and not at all while there is none. */
export type LiveHub = {
  /** From now on the reader hears what comes after the mark. */
  readonly join: (reader: LiveReader) => Promise<LiveMark>
  readonly leave: (reader: LiveReader) => void
}

/** How often it looks: other processes write too (docs/decisions/0018). */
const lookMs = 250

export function createLiveHub(store: Queryable): LiveHub {
  const readers = new Set<LiveReader>()
  let mark: LiveMark | undefined
  let running: Promise<void> | undefined

  let finding: Promise<LiveMark> | undefined

  function findEnd(): Promise<LiveMark> {
    finding ??= markEnd(store).finally(() => {
      finding = undefined
    })
    return finding
  }

  async function run(): Promise<void> {
    while (readers.size > 0) {
      if (await look()) await pause(lookMs)
      else await giveTurn([...readers])
    }
    mark = undefined
    running = undefined
  }

  async function look(): Promise<boolean> {
    try {
      if (mark === undefined) return true
      const page = await readAfter(store, mark)
      mark = page.next
      deliver(page, [...readers])
      return page.isLast
    } catch {
      // A store that cannot be reached has no news.
      return true
    }
  }

  return {
    join: async (reader) => {
      const begin = mark ?? (await findEnd())
      // Somebody else may have joined meanwhile, and be further.
      mark ??= begin
      readers.add(reader)
      running ??= run()
      return mark
    },
    leave: (reader) => {
      readers.delete(reader)
    },
  }
}

/** Lets readers take what they have before the next page; who is slow holds the others up no longer. */
async function giveTurn(readers: readonly LiveReader[]): Promise<void> {
  const until = performance.now() + lookMs
  await pause(0)
  while (readers.some((reader) => reader.isBusy) && performance.now() < until) await pause(10)
}

/** Does not keep a process alive. */
function pause(delayMs: number): Promise<void> {
  return sleep(delayMs, undefined, { ref: false })
}

/** Those with the same audiences hear the same, which is put into words once. */
function deliver({ rows, settledXid }: LivePage, readers: readonly LiveReader[]): void {
  const groups = Map.groupBy(readers, ({ viewer }) => viewer.audiences.join())
  for (const row of rows) {
    for (const [first, ...others] of groups.values()) {
      if (first === undefined) continue
      const tellings = tellViewer(row, first.viewer)
      for (const reader of [first, ...others]) {
        if (!reader.isPast(row)) reader.push({ xid: row.xid, settledXid, tellings })
      }
    }
  }
}
