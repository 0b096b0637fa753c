/** Counts what goes wrong on a port, so that a hostile or broken server does not cost its whole time. */
export class Patience {
  #strikes = 0

  get isExhausted(): boolean {
    return this.#strikes >= maxStrikes
  }

  /** Takes down how long an answer took; undefined when there was none. */
  note(answerMs: number | undefined): void {
    if (answerMs === undefined || answerMs > slowMs) this.#strikes += 1
  }
}

// With six connections at once and 3 s for each, two rounds: under the 10 s that a hostile server may cost.
const maxStrikes = 8
// Of a whole exchange: a handshake of three round trips over a satellite is still quicker.
const slowMs = 2000
