import { type PaceSample } from '@windvane/model'

/** Samples of a sweep's pace, evenly spread over however long it takes: never more than 200. */
export class PaceLog {
  #samples: PaceSample[] = []
  #intervalMs: number
  #sentBefore = 0

  constructor(intervalMs = 50) {
    this.#intervalMs = intervalMs
  }

  /** Takes a sample when it is time; `sent` counts all probes since the start. */
  note({ atMs, sent, window }: PaceNote): void {
    const last = this.#samples.at(-1)?.atMs ?? 0
    const passedMs = atMs - last
    if (passedMs < this.#intervalMs) return
    const ratePerSecond = Math.round(((sent - this.#sentBefore) * 1000) / passedMs)
    this.#samples.push({ atMs: Math.round(atMs), ratePerSecond, window: Math.round(window) })
    this.#sentBefore = sent
    if (this.#samples.length >= limit) this.#thinOut()
  }

  take(): readonly PaceSample[] {
    return this.#samples
  }

  #thinOut(): void {
    this.#intervalMs *= 2
    const pairs: PaceSample[] = []
    for (let index = 1; index < this.#samples.length; index += 2) {
      const [first, second] = [this.#samples[index - 1], this.#samples[index]]
      if (!first || !second) continue
      const ratePerSecond = Math.round((first.ratePerSecond + second.ratePerSecond) / 2)
      pairs.push({ ...second, ratePerSecond })
    }
    this.#samples = pairs
  }
}

/** The state of a sweep at a moment, counted from its start. */
export type PaceNote = { readonly atMs: number; readonly sent: number; readonly window: number }

const limit = 200
