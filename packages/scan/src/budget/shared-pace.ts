import { Pacer } from './pacer.ts'

/** A pace that all scans of a process keep together. */
export class SharedPace {
  readonly #ratePerSecond: number
  readonly #pacer: Pacer

  constructor(ratePerSecond: number) {
    this.#ratePerSecond = ratePerSecond
    this.#pacer = new Pacer(performance.now(), this.#burst)
  }

  /** Books one; returns how long to wait before it may go, ms. */
  book(): number {
    this.#refill()
    this.#pacer.take()
    return this.#pacer.debtMs(this.#ratePerSecond)
  }

  /** How many may go now; take each with `take()`. */
  get available(): number {
    this.#refill()
    return Math.max(0, this.#pacer.available)
  }

  take(): void {
    this.#pacer.take()
  }

  #refill(): void {
    this.#pacer.refill(performance.now(), {
      ratePerSecond: this.#ratePerSecond,
      burst: this.#burst,
    })
  }

  // A tenth of a second's worth: a longer pause must not be made good by a flood.
  get #burst(): number {
    return Math.max(1, this.#ratePerSecond / 10)
  }
}

/** What the scans of a process share: probes of port scans, and connections to services. */
export type SharedLimits = { readonly probes: SharedPace; readonly connections: SharedPace }

/** Creates the limits of a process; reliability.md P32 has 200 connections a second. */
export function createSharedLimits({
  probesPerSecond,
  connectionsPerSecond,
}: {
  readonly probesPerSecond: number
  readonly connectionsPerSecond: number
}): SharedLimits {
  return {
    probes: new SharedPace(probesPerSecond),
    connections: new SharedPace(connectionsPerSecond),
  }
}
