/** Counts what goes wrong on a port, so that a hostile or broken server does not cost its whole time. */
export class Patience {
  #strikes = 0
  #hasAnswered = false
  #isForgiven = false

  get hasAnswered(): boolean {
    return this.#hasAnswered
  }

  get isExhausted(): boolean {
    return this.#strikes >= (this.#hasAnswered ? maxStrikes : maxUnanswered)
  }

  /** Takes down how long an answer took; undefined when there was none. */
  note(answerMs: number | undefined): void {
    if (answerMs === undefined || answerMs > slowMs) this.#strikes += 1
    this.#hasAnswered ||= answerMs !== undefined
  }

  /** The silence before was that of a server asked too much at once; forgiven once only. */
  forgiveCrowd(): void {
    if (!this.#isForgiven) this.#strikes = 0
    this.#isForgiven = true
  }
}

// With six connections at once and 3 s for each, two rounds: under the 10 s that a hostile server may cost.
const maxStrikes = 8
// The first round is five questions.
const maxUnanswered = 4
// Of a whole exchange: a handshake of three round trips over a satellite is still quicker.
const slowMs = 2000
