/**
 * How many closed ports a host may still tell now. Systems limit their ICMP errors: Linux to one a
 * second for each peer after a burst of six (`icmp_ratelimit`, XRLIM_BURST_FACTOR in
 * net/ipv4/inetpeer.c). A closed port that is asked beyond that looks silent.
 */
export class RefusalAllowance {
  #errors: number
  #filledAt: number
  #ratePerSecond = firstRatePerSecond
  #dryRounds = 0

  /** `spent` is how many errors the host has told, the last of them at `spentAt`. */
  constructor(spentAt: number, spent: number) {
    this.#errors = Math.max(0, burst - spent)
    this.#filledAt = spentAt
  }

  /** How many ports may be asked now so that all of them could be refused. */
  available(now: number): number {
    const accrued = ((now - this.#filledAt) * this.#ratePerSecond) / 1000
    this.#errors = Math.min(burst, this.#errors + accrued)
    this.#filledAt = now
    return Math.max(0, Math.floor(this.#errors))
  }

  /** Sets errors aside for ports about to be asked. */
  take(count: number): void {
    this.#errors -= count
  }

  /** So many of the ports were not refused: the host has not spent their errors. */
  giveBack(count: number): void {
    this.#errors += count
  }

  /** A port known to be closed was refused: what stayed silent before it did so by itself. */
  noteFlow(): void {
    this.#dryRounds = 0
  }

  /** Even a port known to be closed stayed silent: others use the errors up, or there are fewer. */
  noteDry(now: number): void {
    this.#dryRounds += 1
    this.#ratePerSecond /= 2
    this.#errors = 0
    this.#filledAt = now
  }

  /** Whether the host tells fewer errors than waiting is worth. */
  get isHopeless(): boolean {
    return this.#dryRounds > maxDryRounds
  }
}

const burst = 6
// A little below one a second, so that the clocks of both ends need not agree.
const firstRatePerSecond = 0.95
const maxDryRounds = 3
