import {
  type Field,
  type Pattern,
  type PatternQuery,
  type RangeQuery,
  type WildcardPiece,
} from '@windvane/model'
import { lowerCaseAscii } from './lower-case-ascii.ts'
import { type Parameters } from './parameters.ts'
import { type TermField } from './term-field.ts'

/** Neighbours in the dictionary's order, which is that of code points; `like` narrows them further. */
export type TermSpan = {
  readonly low: string
  readonly isLowIncluded: boolean
  readonly high: string
  readonly isHighIncluded: boolean
  readonly like?: string
}

/** After every term that begins alike. */
const last = '\u{10ffff}'

/** The spans of a prefix or of wildcards, one per form of the field's terms. */
export function patternSpans(
  { name, forms }: TermField,
  { pattern, isCaseInsensitive }: PatternQuery,
): readonly TermSpan[] {
  const fold = isCaseInsensitive ? lowerCaseAscii : (text: string) => text
  return forms.map((form) => {
    const low = fold(`${name}${form}${literalPrefix(pattern)}`)
    const like = pattern.kind === 'wildcard' && toLike(pattern.pieces, fold)
    const span = { low, isLowIncluded: true, high: `${low}${last}`, isHighIncluded: false }
    return like === false ? span : { ...span, like: `${escapeLike(fold(`${name}${form}`))}${like}` }
  })
}

/** The spans between two bounds. */
export function rangeSpans(
  { name, forms }: TermField,
  { gt, gte, lt, lte }: RangeQuery,
): readonly TermSpan[] {
  const low = gt ?? gte
  const high = lt ?? lte
  return forms.map((form) => ({
    low: `${name}${form}${low ?? ''}`,
    isLowIncluded: gt === undefined,
    high: high === undefined ? `${name}${form}${last}` : `${name}${form}${high}`,
    isHighIncluded: lt === undefined,
  }))
}

/** Whether an SQL text lies in one of the spans. */
export function writeSpans(
  text: string,
  spans: readonly TermSpan[],
  parameters: Parameters,
): string {
  const written = spans.map((span) => {
    const low = `${text} ${span.isLowIncluded ? '>=' : '>'} ${parameters.add(span.low)}::text`
    const high = `${text} ${span.isHighIncluded ? '<=' : '<'} ${parameters.add(span.high)}::text`
    const like =
      span.like === undefined ? '' : ` AND ${text} LIKE ${parameters.add(span.like)}::text`
    return `(${low} AND ${high}${like})`
  })
  return `(${written.join(' OR ')})`
}

/** The pattern of LIKE for wildcards. */
export function toLike(
  pieces: readonly WildcardPiece[],
  fold: (text: string) => string = (text) => text,
): string {
  return pieces
    .map((piece) => {
      if (piece === 'any') return '%'
      return piece === 'one' ? '_' : escapeLike(fold(piece.literal))
    })
    .join('')
}

export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/** Whether a pattern asks for nothing but that the field is there. */
export function isAnything(pattern: Pattern): boolean {
  if (pattern.kind === 'prefix') return pattern.text === ''
  return pattern.kind === 'wildcard' && pattern.pieces.every((piece) => piece === 'any')
}

function literalPrefix(pattern: Pattern): string {
  if (pattern.kind === 'prefix') return pattern.text
  const [first] = pattern.kind === 'wildcard' ? pattern.pieces : []
  return typeof first === 'object' ? first.literal : ''
}

/** The kinds of field whose ranges are ranges of texts. */
export function isTextual({ kind }: Field): boolean {
  return kind === 'text' || kind === 'keyword' || kind === 'label'
}
