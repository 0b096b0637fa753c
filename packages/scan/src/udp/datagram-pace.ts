import { setTimeout as delay } from 'node:timers/promises'
import { Pacer } from '../budget/pacer.ts'
import { type SharedPace } from '../budget/shared-pace.ts'

/** Lets the datagrams of a target leave one after another, never faster than its rate. */
export class DatagramPace {
  readonly #ratePerSecond: number
  readonly #shared: SharedPace | undefined
  readonly #pacer: Pacer

  /** `shared` is the pace of all targets together. */
  constructor(ratePerSecond: number, shared?: SharedPace) {
    this.#ratePerSecond = ratePerSecond
    this.#shared = shared
    this.#pacer = new Pacer(performance.now(), this.#burst)
  }

  /** Resolves when the next datagram may leave, or when the signal ends. */
  async turn(signal: AbortSignal): Promise<void> {
    const pace = { ratePerSecond: this.#ratePerSecond, burst: this.#burst }
    this.#pacer.refill(performance.now(), pace)
    this.#pacer.take()
    const waitMs = Math.max(this.#pacer.debtMs(this.#ratePerSecond), this.#shared?.book() ?? 0)
    if (waitMs > 0) await delay(waitMs, undefined, { signal }).catch(() => undefined)
  }

  // A larger burst would drain at once what a peer may spend on ICMP errors.
  get #burst(): number {
    return Math.max(1, this.#ratePerSecond / 20)
  }
}
