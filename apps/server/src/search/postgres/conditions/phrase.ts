import { type PhraseQuery } from '@windvane/model'
import { type Compilation } from '../compilation.ts'
import { analysedSql } from '../analysed-sql.ts'
import { findTermField } from '../term-field.ts'
import { escapeLike } from '../term-span.ts'
import { compileTermValues } from './term-values.ts'

/**
 * Rows that have all the words, then those of them that have the words in their places.
 *
 * @throws {TypeError} for a phrase with slop whose last word was not completed before
 * (`expand-phrase.ts`).
 */
export function compilePhrase(query: PhraseQuery, compilation: Compilation): string {
  const { field, words, slop, isPrefix } = query
  if (isPrefix && slop > 0)
    throw new TypeError('A phrase has to be completed before it is compiled')
  const terms = findTermField(field)
  const hasWords = terms?.forms.includes(':') === true
  const [first] = words
  if (!hasWords || first === undefined) return 'FALSE'
  if (words.length === 1 && !isPrefix) {
    const values = { kind: 'values', field, values: words, isCaseInsensitive: false } as const
    return compileTermValues(values, { ...terms, forms: [':', '~'] }, compilation)
  }
  const { parameters } = compilation
  const whole = isPrefix ? words.slice(0, -1) : words
  const all = parameters.add([...new Set(whole)].map((word) => `${terms.name}:${word}`))
  const text = analysedSql(field)
  if (slop === 0) {
    const like = parameters.add(`% ${escapeLike(words.join(' '))}${isPrefix ? '' : ' '}%`)
    return `(e.terms @> ${all}::text[] AND (' ' || ${text} || ' ') LIKE ${like}::text)`
  }
  const distance = `phrase_distance(${text}, ${parameters.add(words)}::text[])`
  return `(e.terms @> ${all}::text[] AND ${distance} <= ${parameters.add(slop)}::int)`
}
