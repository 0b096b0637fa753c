/**
 * How many probes may be in flight: doubles per round trip until the first loss, then grows by 6 %
 * per round trip. A loss takes away what did not arrive, once per window of probes.
 */
export class SendWindow {
  #size: number
  #cap: number
  #threshold = Infinity
  #shrunkAt = -Infinity
  /** The size at which probes were last lost. */
  #lossSize = Infinity
  #isHolding = false

  constructor(start: number, cap: number) {
    this.#size = Math.min(start, cap)
    this.#cap = cap
  }

  get size(): number {
    return this.#size
  }

  growByAnswer(): void {
    const step = this.#size < this.#threshold ? 1 : Math.max(1, this.#size * 0.06) / this.#size
    this.#size = Math.min(this.#limit(), this.#size + step)
  }

  /** Grows by half before the first loss, later quickly up to near the size that lost and then slowly. */
  growBySteps(limit = Infinity): void {
    const late = this.#size < nearLoss * this.#lossSize ? 1.1 : 1.01
    const grown = this.#size * (this.#size < this.#threshold ? 1.5 : late)
    this.#size = Math.max(this.#size, Math.min(this.#limit(), limit, grown))
  }

  /**
   * Keeps a share of the window. What was sent before the last shrinking tells nothing about the
   * window since, so a loss among it is ignored.
   */
  shrink(keep: number, { lostSentAt, now, inFlight }: Loss): boolean {
    if (lostSentAt <= this.#shrunkAt) return false
    this.#shrunkAt = now
    this.#lossSize = this.#size
    const used = Math.min(this.#size, inFlight)
    const kept = used * Math.min(0.85, Math.max(0.3, keep))
    this.#size = Math.min(this.#limit(), Math.max(Math.min(floorSize, this.#cap), kept))
    this.#threshold = this.#size
    return true
  }

  /**
   * From now on stays clear of the size that lost: what is sent last has no later try that would find
   * what it loses.
   */
  holdBelowLoss(): void {
    this.#isHolding = true
    this.#size = Math.min(this.#size, this.#limit())
  }

  /** Never again more than this many: the machine itself has no more to give. */
  limitTo(cap: number): void {
    this.#cap = Math.max(1, Math.min(this.#cap, cap))
    this.#size = Math.min(this.#size, this.#cap)
  }

  #limit(): number {
    const safe = this.#isHolding ? Math.max(floorSize, nearLoss * this.#lossSize) : Infinity
    return Math.min(this.#cap, safe)
  }
}

/** When the lost probe was sent, when that was noticed, and what was in flight then. */
export type Loss = {
  readonly lostSentAt: number
  readonly now: number
  readonly inFlight: number
}

const floorSize = 24
const nearLoss = 0.8
