import { type ScanEvent } from '@windvane/model'
import { formatShare, formatTimes, ScanProgress } from './scan-progress.ts'
import { type ScanView } from './scan-view.ts'

export type PlainViewOptions = {
  readonly output: NodeJS.WritableStream
  readonly everyMs: number
  readonly hasServices: boolean
}

/** A line now and then on how far a long scan is, for logs. */
export class PlainView implements ScanView {
  readonly #output: NodeJS.WritableStream
  readonly #progress: ScanProgress
  readonly #open = new Set<string>()
  readonly #timer: NodeJS.Timeout

  constructor(options: PlainViewOptions) {
    this.#output = options.output
    this.#progress = new ScanProgress(performance.now(), options)
    this.#timer = setInterval(() => this.#write(), options.everyMs).unref()
  }

  show(event: ScanEvent): void {
    this.#progress.take(event, performance.now())
    if (event.kind !== 'port' || event.port.state !== 'open') return
    const { address, port, transport } = event.port
    this.#open.add(`${address} ${port} ${transport}`)
  }

  say(note: string): void {
    this.#output.write(`windvane: ${note}\n`)
  }

  end(): void {
    clearInterval(this.#timer)
  }

  #write(): void {
    const standing = this.#progress.standing(performance.now())
    this.say(
      `${standing.title}: ${formatShare(standing)}, ${this.#open.size} open, ${formatTimes(standing)}`,
    )
  }
}
