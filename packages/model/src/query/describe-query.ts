import { toPrintable } from '../to-printable.ts'
import {
  type Pattern,
  type PhraseQuery,
  type Query,
  type RangeQuery,
  type Scalar,
} from './query.ts'

const maxLength = 1_000

/** One line that says how a query was read, in printable ASCII, for a header. */
export function describeQuery(query: Query): string {
  return toPrintable(describe(query), maxLength)
}

function describe(query: Query): string {
  switch (query.kind) {
    case 'all':
      return 'everything'
    case 'none':
      return 'nothing'
    case 'bool':
      return describeBool(query)
    case 'ids':
      return `id is ${listed(query.ids)}`
    case 'exists':
      return `${query.field.name} exists`
    case 'values':
      return `${query.field.name}${looseness(query.isCaseInsensitive)} is ${listed(query.values)}`
    case 'range':
      return describeRange(query)
    case 'pattern':
      return `${query.field.name}${looseness(query.isCaseInsensitive)} ${describePattern(query.pattern)}`
    case 'phrase':
      return describePhrase(query)
    case 'best':
      return `best of ${grouped(query.queries, ' | ')}`
    case 'boost':
      return `${nested(query.query)}^${query.boost}`
  }
}

function describeBool(query: Extract<Query, { readonly kind: 'bool' }>): string {
  const { must, filter, should, mustNot, minimumShould } = query
  const parts = [
    ...must.map(nested),
    ...filter.map((each) => `filter ${nested(each)}`),
    ...(minimumShould > 0 ? [describeShould(should, minimumShould)] : []),
    ...mustNot.map((each) => `not ${nested(each)}`),
  ].join(' and ')
  if (minimumShould > 0 || should.length === 0) return parts || 'everything'
  return `${parts}, better with ${grouped(should, ' or ')}`
}

function describeShould(should: readonly Query[], minimum: number): string {
  if (minimum === 1) return should.length === 1 ? nested(should[0]) : grouped(should, ' or ')
  return `${minimum} of ${grouped(should, ', ')}`
}

function describeRange({ field, gt, gte, lt, lte }: RangeQuery): string {
  const bounds = Object.entries({ '>': gt, '>=': gte, '<': lt, '<=': lte })
  const said = bounds.filter(([, bound]) => bound !== undefined)
  return said.map(([sign, bound]) => `${field.name} ${sign} ${quoted(bound ?? '')}`).join(' and ')
}

function describePhrase({ field, words, slop, isPrefix }: PhraseQuery): string {
  const text = quoted(`${words.join(' ')}${isPrefix ? '*' : ''}`)
  return `${field.name} has the phrase ${text}${slop > 0 ? `~${slop}` : ''}`
}

function describePattern(pattern: Pattern): string {
  switch (pattern.kind) {
    case 'prefix':
      return `begins with ${quoted(pattern.text)}`
    case 'wildcard': {
      const pieces = pattern.pieces.map((piece) => {
        if (typeof piece === 'object') return piece.literal.replaceAll(/[*?\\]/g, '\\$&')
        return piece === 'any' ? '*' : '?'
      })
      return `is like ${quoted(pieces.join(''))}`
    }
    case 'regexp':
      return `matches /${pattern.source}/`
    case 'fuzzy':
      return `is near ${quoted(pattern.text)}~${pattern.maxEdits}`
  }
}

function looseness(isCaseInsensitive: boolean): string {
  return isCaseInsensitive ? ' in any case' : ''
}

function nested(query: Query | undefined): string {
  if (query === undefined) return 'nothing'
  const text = describe(query)
  const isSeveral = query.kind === 'range' && text.includes(' and ')
  return isSeveral || query.kind === 'bool' || query.kind === 'best' ? `(${text})` : text
}

function grouped(queries: readonly Query[], between: string): string {
  return `(${queries.map(nested).join(between)})`
}

function listed(values: readonly Scalar[]): string {
  const shown = values.slice(0, 5).map(quoted).join(' or ')
  return values.length > 5 ? `${shown} or ${values.length - 5} more` : shown
}

function quoted(value: Scalar): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
