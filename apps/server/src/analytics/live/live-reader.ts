import { type Viewer } from '../../entity-rows/visible.ts'
import { type LiveRow, type LiveStart } from './live-rows.ts'
import { type LiveTelling } from './tell-viewer.ts'

/** What a reader may hear of one row. */
export type LiveNews = {
  readonly xid: number
  /** Transactions below it are over, and the reader was told of all of them. */
  readonly settledXid: number
  readonly tellings: readonly LiveTelling[]
}

/** Holds what a reader was not yet told: up to a limit, beyond which the reader is too slow. */
export class LiveReader {
  readonly viewer: Viewer
  readonly start: LiveStart
  #waiting: LiveNews[] = []
  #size = 0
  #isTooSlow = false
  #wake: () => void = () => undefined

  constructor(viewer: Viewer, start: LiveStart) {
    this.viewer = viewer
    this.start = start
  }

  /** Whether a row lies before the place where this reader begins. */
  isPast({ xid, seq }: LiveRow): boolean {
    return xid < this.start.xid || this.start.seen.some((row) => row.seq === seq)
  }

  /** Whether enough waits for the reader to be busy with. */
  get isBusy(): boolean {
    return this.#size > maxWaiting / 4
  }

  push(news: LiveNews): void {
    if (news.tellings.length === 0 || this.#isTooSlow) return
    this.#size += news.tellings.reduce((sum, { data }) => sum + data.length, 0)
    this.#waiting.push(news)
    if (this.#size > maxWaiting) {
      this.#isTooSlow = true
      this.#waiting = []
      this.#size = 0
    }
    this.#wake()
  }

  /** Ends when the reader was too slow or left. */
  async *news(signal: AbortSignal): AsyncIterable<LiveNews> {
    const wake = (): void => this.#wake()
    signal.addEventListener('abort', wake, { once: true })
    while (!signal.aborted && !this.#isTooSlow) {
      const news = this.#waiting.shift()
      if (news === undefined) {
        await this.#change()
        continue
      }
      this.#size -= news.tellings.reduce((sum, { data }) => sum + data.length, 0)
      yield news
    }
    signal.removeEventListener('abort', wake)
  }

  #change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = resolve
    return promise
  }
}

/** Characters. Texts are shared by readers who hear the same. */
const maxWaiting = 16 * 1_048_576
