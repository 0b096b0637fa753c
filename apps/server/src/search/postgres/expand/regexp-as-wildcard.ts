import { type WildcardPiece } from '@windvane/model'

/**
 * A pattern in RE2's syntax of nothing but letters and dots as wildcards, which the database can match;
 * undefined for any other.
 */
export function regexpAsWildcard(source: string): readonly WildcardPiece[] | undefined {
  // It matches the empty text alone, wildcards without pieces anything.
  if (source === '') return undefined
  const pieces: WildcardPiece[] = []
  let rest = source
  while (rest !== '') {
    const token = /^(?:(\.\*)|(\.\+)|(\.)|((?:[^\\^$.|?*+()[\]{}]|\\[^a-zA-Z0-9])+))/u.exec(rest)
    if (token === null) return undefined
    const [whole, any, some, one, literal] = token
    rest = rest.slice(whole.length)
    if (/^[?*+{]/.test(rest)) return undefined
    if (any !== undefined) pieces.push('any')
    else if (some !== undefined) pieces.push('one', 'any')
    else if (one !== undefined) pieces.push('one')
    else if (literal !== undefined) pieces.push({ literal: literal.replace(/\\(.)/gu, '$1') })
  }
  return pieces
}
