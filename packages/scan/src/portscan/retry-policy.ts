/**
 * Decides what an unanswered probe means. A port counts as filtered after two clean tries, or after
 * one more than any retry so far has needed; tries in a congested round are not clean.
 */
export class RetryPolicy {
  #highestAnsweredRetry = 0

  /** Books an answer; `retries` is how many clean tries of the port went before it. */
  noteAnswer(retries: number): void {
    this.#highestAnsweredRetry = Math.max(this.#highestAnsweredRetry, retries)
  }

  judge({ sent, cleanMisses }: Misses): 'again' | 'filtered' {
    if (sent >= maxSent) return 'filtered'
    const wanted = Math.min(maxCleanMisses, 2 + this.#highestAnsweredRetry)
    return cleanMisses >= wanted ? 'filtered' : 'again'
  }
}

/** Probes sent to one port, and those of them that count as honest tries without an answer. */
export type Misses = { readonly sent: number; readonly cleanMisses: number }

const maxCleanMisses = 5
const maxSent = 12
