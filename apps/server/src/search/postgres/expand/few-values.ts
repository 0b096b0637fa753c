import {
  analyse,
  type Field,
  lowerCase,
  type PatternQuery,
  type PhraseQuery,
  type Query,
  type RangeQuery,
  type ValuesQuery,
} from '@windvane/model'
import { type Viewer } from '../../../entity-rows/visible.ts'
import { compareCodePoints } from './compare-code-points.ts'
import { createMatcher } from './create-matcher.ts'

type LeafQuery = PatternQuery | PhraseQuery | RangeQuery | ValuesQuery

/** All values that a field can have, where they are few and known; a reader knows their own groups alone. */
export function findFewValues({ source }: Field, viewer: Viewer): readonly string[] | undefined {
  if (source.of !== 'member') return undefined
  if (source.name === 'visibleBy') return viewer.groups
  if (source.name === 'wellKnown') return ['true', 'false']
  if (source.name === 'accuracy') return ['0', '1', '2', '3']
  return /reputation$/i.test(source.name) ? ['-3', '-2', '-1', '0', '1', '2', '3'] : undefined
}

/** The query as one for those of the values that it matches. */
export function matchFewValues(query: LeafQuery, known: readonly string[]): Query {
  const matches = toPredicate(query)
  const values = known.filter(matches)
  if (values.length === 0) return { kind: 'none' }
  return { kind: 'values', field: query.field, values, isCaseInsensitive: false }
}

function toPredicate(query: LeafQuery): (text: string) => boolean {
  // Labels match whole or by a word.
  const split = (text: string) => (query.field.kind === 'label' ? [text, ...analyse(text)] : [text])
  switch (query.kind) {
    case 'phrase':
      return (text) => hasPhrase(analyse(text), query)
    case 'range':
      return (text) => split(text).some((part) => isInRange(part, query))
    case 'values': {
      const fold = query.isCaseInsensitive ? lowerCase : (text: string) => text
      const asked = new Set(query.values.map((value) => fold(String(value))))
      return (text) => split(text).some((part) => asked.has(fold(part)))
    }
    case 'pattern': {
      const matches = createMatcher(query)
      return (text) => split(text).some(matches)
    }
  }
}

function isInRange(text: string, { gt, gte, lt, lte }: RangeQuery): boolean {
  return (
    (gt === undefined || compareCodePoints(text, String(gt)) > 0) &&
    (gte === undefined || compareCodePoints(text, String(gte)) >= 0) &&
    (lt === undefined || compareCodePoints(text, String(lt)) < 0) &&
    (lte === undefined || compareCodePoints(text, String(lte)) <= 0)
  )
}

/** Names of groups are short: slop counts as none. */
function hasPhrase(words: readonly string[], { words: asked, isPrefix }: PhraseQuery): boolean {
  return words.some((_word, start) =>
    asked.every((word, index) => {
      const found = words[start + index] ?? ''
      return isPrefix && index === asked.length - 1 ? found.startsWith(word) : found === word
    }),
  )
}
