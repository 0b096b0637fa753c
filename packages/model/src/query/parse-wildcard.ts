import { type QueryContext } from './query-context.ts'
import { type Pattern, type WildcardPiece } from './query.ts'
import { refuseTooComplex } from './refuse.ts'

const minLiterals = 2

/** Reads `*` and `?`; a backslash makes the next character literal, and is one at the end. */
export function parseWildcard(text: string, at: string, context: QueryContext): Pattern {
  const pieces = toPieces(text)
  const literals = pieces.map((piece) => (typeof piece === 'object' ? piece.literal : ''))
  const isPattern = pieces.some((piece) => typeof piece === 'string')
  if (isPattern && Array.from(literals.join('')).length < minLiterals) {
    throw refuseTooComplex(at, `a wildcard needs ${minLiterals} characters besides * and ?`)
  }
  if (typeof pieces[0] === 'string') context.budget.addLeadingStar(at)
  return { kind: 'wildcard', pieces }
}

function toPieces(text: string): readonly WildcardPiece[] {
  const pieces: WildcardPiece[] = []
  for (const [piece] of text.matchAll(/\*|\?|(?:\\[^]|[^*?\\]|\\$)+/gu)) {
    if (piece === '?') pieces.push('one')
    // Stars in a row are as one.
    else if (piece === '*' && pieces.at(-1) !== 'any') pieces.push('any')
    else if (piece !== '*') pieces.push({ literal: piece.replaceAll(/\\([^])/gu, '$1') })
  }
  return pieces
}
