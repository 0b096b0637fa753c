import {
  type FuzzyPattern,
  lowerCase,
  type PatternQuery,
  type WildcardPiece,
} from '@windvane/model'
import { RE2JS } from 're2js'
import { editDistance } from './edit-distance.ts'

/** Tells whether a whole text has the pattern. */
export function createMatcher({
  pattern,
  isCaseInsensitive,
}: Pick<PatternQuery, 'pattern' | 'isCaseInsensitive'>): (text: string) => boolean {
  const fold = isCaseInsensitive ? lowerCase : (text: string) => text
  switch (pattern.kind) {
    case 'prefix': {
      const prefix = fold(pattern.text)
      return (text) => fold(text).startsWith(prefix)
    }
    case 'wildcard':
      return createRegexpMatcher(toRegexp(pattern.pieces), isCaseInsensitive)
    case 'regexp':
      return createRegexpMatcher(pattern.source, isCaseInsensitive)
    case 'fuzzy':
      return createFuzzyMatcher(pattern, fold)
  }
}

/** Linear in the text whatever the pattern, unlike JavaScript's own. */
function createRegexpMatcher(source: string, isCaseInsensitive: boolean) {
  const flags = RE2JS.DOTALL | (isCaseInsensitive ? RE2JS.CASE_INSENSITIVE : 0)
  const compiled = RE2JS.compile(source, flags)
  return (text: string): boolean => compiled.matches(text)
}

function toRegexp(pieces: readonly WildcardPiece[]): string {
  return pieces
    .map((piece) => {
      if (piece === 'any') return '.*'
      return piece === 'one' ? '.' : RE2JS.quote(piece.literal)
    })
    .join('')
}

function createFuzzyMatcher(pattern: FuzzyPattern, fold: (text: string) => string) {
  const asked = fold(pattern.text)
  const start = Array.from(asked).slice(0, pattern.prefixLength).join('')
  return (text: string): boolean => {
    const folded = fold(text)
    return folded.startsWith(start) && editDistance(asked, folded, pattern) !== undefined
  }
}
