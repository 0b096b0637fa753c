/**
 * Detects loss without a retry. Ports are probed in random order, so the share of probes that get
 * any answer is the same in every round; a round that falls short of it has lost the difference.
 */
export class AnswerRatio {
  #expected: number | undefined

  /** The share of probes that the target answers; undefined before the first round. */
  get expected(): number | undefined {
    return this.#expected
  }

  /** Judges a finished round; returns the share of its answers that were lost, mostly 0. */
  judge({ sent, answered }: { readonly sent: number; readonly answered: number }): number {
    if (sent < minRound) return 0
    const share = answered / sent
    this.#expected ??= share
    const expected = this.#expected
    const lost = expected > minExpected ? Math.max(0, 1 - share / expected) : 0
    const shortfall = expected * sent - answered
    const deviation = Math.sqrt(Math.max(1, sent * expected * (1 - expected)))
    if (lost > randomLoss && shortfall > 3 * deviation + 3) return lost
    // Upwards faster than downwards: the estimate must not learn loss as normal.
    this.#expected += (share - expected) * (share > expected ? 0.3 : 0.05)
    return 0
  }
}

/** Below this retries repair what is lost, and slowing down would not help. */
export const randomLoss = 0.08

const minRound = 20
const minExpected = 0.05
