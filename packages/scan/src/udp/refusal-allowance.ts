/**
 * How many closed ports a host may still tell now. Systems limit their ICMP errors: Linux to one a
 * second for each peer after a burst of six (`icmp_ratelimit`, XRLIM_BURST_FACTOR in
 * net/ipv4/inetpeer.c), others to no less. A closed port that is asked beyond that looks silent.
 */
export class RefusalAllowance {
  #errors: number
  #filledAt: number

  /** `spent` is how many errors the host has told just before. */
  constructor(now: number, spent: number) {
    this.#errors = Math.max(0, burst - spent)
    this.#filledAt = now
  }

  /** Sets one error aside for a port about to be asked; false when the host owes none. */
  take(now: number): boolean {
    this.#errors = Math.min(burst, this.#errors + ((now - this.#filledAt) * ratePerSecond) / 1000)
    this.#filledAt = now
    if (this.#errors < 1) return false
    this.#errors -= 1
    return true
  }

  /** The port that was asked was not refused: the host has not spent its error. */
  giveBack(): void {
    this.#errors = Math.min(burst, this.#errors + 1)
  }

  /** A refusal came after its error had been given back. */
  spend(): void {
    this.#errors -= 1
  }
}

const burst = 6
// A little below one a second, so that the clocks of both ends need not agree.
const ratePerSecond = 0.95
