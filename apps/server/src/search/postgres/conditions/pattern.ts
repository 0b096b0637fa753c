import { type PatternQuery } from '@windvane/model'
import { type Compilation } from '../compilation.ts'
import { fieldText } from '../field-text.ts'
import { lowerCaseAscii } from '../lower-case-ascii.ts'
import { findTermField } from '../term-field.ts'
import { escapeLike, isAnything, patternSpans, toLike } from '../term-span.ts'
import { compileExists } from './exists.ts'
import { compileTermSpans } from './term-spans.ts'

/**
 * Prefixes and wildcards over all rows that have the field. Those that few terms of the dictionary
 * have were turned into these terms before, as regular expressions and fuzzy words always are
 * (`expand-query.ts`).
 *
 * @throws {TypeError} for a pattern that was not.
 */
export function compilePattern(query: PatternQuery, compilation: Compilation): string {
  const { field, pattern, isCaseInsensitive } = query
  if (pattern.kind === 'regexp' || pattern.kind === 'fuzzy') {
    throw new TypeError(`A ${pattern.kind} has to be expanded before it is compiled`)
  }
  if (isAnything(pattern)) return compileExists(field, compilation)
  const terms = findTermField(field)
  if (terms !== undefined) {
    const spans = patternSpans(terms, query)
    return compileTermSpans(terms, { field, spans, isCaseInsensitive }, compilation)
  }
  const fold = isCaseInsensitive ? lowerCaseAscii : (text: string) => text
  const like =
    pattern.kind === 'prefix' ? `${escapeLike(fold(pattern.text))}%` : toLike(pattern.pieces, fold)
  const text = fieldText(field, compilation.corpus)
  return `${isCaseInsensitive ? `lower(${text})` : text} LIKE ${compilation.parameters.add(like)}::text`
}
