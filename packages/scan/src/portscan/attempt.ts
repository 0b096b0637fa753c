/**
 * One probe. `head` is a first probe of one of the likeliest ports, which are not in random order;
 * `fresh` a first probe of any other; `canary` probes a port known to answer.
 */
export type Attempt = {
  readonly port: number
  readonly kind: 'head' | 'fresh' | 'retry' | 'canary'
  /** The rounds of earlier probes of the port, all unanswered. */
  readonly missedIn: readonly Round[]
  readonly sentAt: number
  readonly round: Round
}

/** The probes sent within one round trip, counted together. */
export type Round = {
  readonly startedAt: number
  outstanding: number
  freshSent: number
  freshAnswered: number
  /** Answers of any kind. */
  answered: number
  /** Ports in random order that answered in this round, and ports that were missed in it and answered a later probe. */
  portsAnswered: number
  answeredLater: number
  canariesSent: number
  canariesLost: number
  /** Probes were lost in it beyond chance: silence in it says nothing. */
  isCongested: boolean
  /** A canary got through at this pace. */
  isProven: boolean
  missed: Attempt[]
}

/** Starts an empty round. */
export function createRound(startedAt: number): Round {
  return {
    startedAt,
    outstanding: 0,
    freshSent: 0,
    freshAnswered: 0,
    answered: 0,
    portsAnswered: 0,
    answeredLater: 0,
    canariesSent: 0,
    canariesLost: 0,
    isCongested: false,
    isProven: false,
    missed: [],
  }
}

/** The share of a round's answering ports that only a later probe found. */
export function shareFoundLater({ portsAnswered, answeredLater }: Round): number {
  return answeredLater === 0 ? 0 : answeredLater / (portsAnswered + answeredLater)
}
