import { type Reader } from './read-json.ts'
import { refuse } from './refuse.ts'

/** How many edits a word may be away: a number, or one that grows with the word. */
export type Fuzziness =
  | { readonly kind: 'edits'; readonly edits: 0 | 1 | 2 }
  /** Words shorter than `low` must be equal, shorter than `high` may be one edit away. */
  | { readonly kind: 'auto'; readonly low: number; readonly high: number }

/** `AUTO`, which is the default of clauses that are fuzzy by nature. */
export const autoFuzziness: Fuzziness = Object.freeze({ kind: 'auto', low: 3, high: 6 })

/** Reads `AUTO`, `AUTO:low,high` or a number of edits, 2 at most. */
export const fuzziness: Reader<Fuzziness> = (value, at) => {
  const text = String(typeof value === 'string' || typeof value === 'number' ? value : '')
  if (/^auto$/i.test(text)) return autoFuzziness
  const edits = /^([012])(?:\.0*)?$/.exec(text)?.[1]
  // The pattern takes these three digits alone.
  if (edits !== undefined) return { kind: 'edits', edits: Number(edits) as 0 | 1 | 2 }
  const [, low, high] = /^auto:([0-9]{1,3}),([0-9]{1,3})$/i.exec(text) ?? []
  if (low !== undefined && high !== undefined && Number(low) <= Number(high)) {
    return { kind: 'auto', low: Number(low), high: Number(high) }
  }
  throw refuse(at, 'must be AUTO, AUTO:<low>,<high>, 0, 1 or 2')
}

/** How many edits that is for a word. */
export function countEdits(fuzziness: Fuzziness, word: string): 0 | 1 | 2 {
  if (fuzziness.kind === 'edits') return fuzziness.edits
  const length = Array.from(word).length
  if (length < fuzziness.low) return 0
  return length < fuzziness.high ? 1 : 2
}
