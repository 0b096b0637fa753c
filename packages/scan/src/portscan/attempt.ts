/**
 * One probe. `head` is a first probe of one of the likeliest ports, which are not in random order;
 * `fresh` a first probe of any other; `canary` probes a port known to answer.
 */
export type Attempt = {
  readonly port: number
  readonly kind: 'head' | 'fresh' | 'retry' | 'canary'
  /** Earlier probes of the port, and those of them that were clean tries. */
  readonly retries: number
  readonly cleanMisses: number
  readonly sentAt: number
  readonly round: Round
}

/** The probes sent within one round trip, counted together. */
export type Round = {
  readonly startedAt: number
  outstanding: number
  freshSent: number
  freshAnswered: number
  answered: number
  lostCanaries: number
  readonly missed: Attempt[]
}

/** Starts an empty round. */
export function createRound(startedAt: number): Round {
  return {
    startedAt,
    outstanding: 0,
    freshSent: 0,
    freshAnswered: 0,
    answered: 0,
    lostCanaries: 0,
    missed: [],
  }
}
