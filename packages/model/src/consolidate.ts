import { accuracyRange } from './reputation.ts'

/** What one reporter last said of an entity; inherited and scanned votes are not direct. */
export type Vote = { readonly reputation: number; readonly isDirect: boolean }

/** What the votes come to. */
export type Verdict = { readonly reputation: number; readonly accuracy: number }

/**
 * Weighs one vote per reporter: the mean decides, and as many direct reporters as agree with its
 * sign make the accuracy. Votes that are not direct count only while there is no direct one.
 */
export function consolidateVotes(
  votes: readonly Vote[],
  options: { readonly isWellKnown?: boolean } = {},
): Verdict {
  const direct = votes.filter((vote) => vote.isDirect)
  const average = mean(direct.length > 0 ? direct : votes)
  const reputation = options.isWellKnown ? Math.max(0, average) : average
  const agreeing = direct.filter((vote) => Math.sign(vote.reputation) === Math.sign(reputation))
  return { reputation, accuracy: Math.min(accuracyRange.max, agreeing.length) }
}

function mean(votes: readonly Vote[]): number {
  if (votes.length === 0) return 0
  const sum = votes.reduce((total, vote) => total + vote.reputation, 0)
  // Math.round takes halves towards +Infinity; the scale is symmetric. Adding zero removes -0.
  return Math.sign(sum) * Math.round(Math.abs(sum) / votes.length) + 0
}
