/** A token bucket: lets through `ratePerSecond` on average and `burst` at once. Times in ms. */
export class Pacer {
  #tokens: number
  #filledAt: number

  constructor(now: number, burst: number) {
    this.#tokens = burst
    this.#filledAt = now
  }

  /** Adds what has accrued since the last call, never beyond the burst. */
  refill(now: number, { ratePerSecond, burst }: Pace): void {
    const accrued = ((now - this.#filledAt) * ratePerSecond) / 1000
    this.#tokens = Math.min(burst, this.#tokens + accrued)
    this.#filledAt = now
  }

  /** Whole tokens at hand. */
  get available(): number {
    return Math.floor(this.#tokens)
  }

  /** Uses one token; the balance may go below zero, which delays what comes after. */
  take(): void {
    this.#tokens -= 1
  }

  /** How long after the last refill the balance is at zero or above. */
  debtMs(ratePerSecond: number): number {
    return Math.max(0, (-this.#tokens * 1000) / ratePerSecond)
  }
}

/** A sustained rate and how much may go at once. */
export type Pace = { readonly ratePerSecond: number; readonly burst: number }
