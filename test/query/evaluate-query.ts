import {
  type BoolQuery,
  type Field,
  type FuzzyPattern,
  lowerCase,
  type PatternQuery,
  type PhraseQuery,
  type Query,
  type RangeQuery,
  type Scalar,
  type ValuesQuery,
  type WildcardPiece,
} from '@windvane/model'
import { RE2JS } from 're2js'
import { addressSpan } from './addresses.ts'
import {
  allTerms,
  compareTexts,
  placedWords,
  rawValues,
  type SearchedRecord,
  wholeTexts,
} from './field-values.ts'
import { remember } from './remember.ts'

/**
 * Whether a record matches a query, worked out the plain way for tests to compare engines with. The
 * corpus is all records that the reader may see: its words are what fuzzy words and phrases expand to.
 */
export function matches(
  query: Query,
  record: SearchedRecord,
  corpus: readonly SearchedRecord[],
): boolean {
  switch (query.kind) {
    case 'all':
      return true
    case 'none':
      return false
    case 'bool':
      return matchesBool(query, record, corpus)
    case 'ids':
      return query.ids.includes(record.id)
    case 'exists':
      return exists(query.field, record)
    case 'values':
      return matchesValues(query, record)
    case 'range':
      return matchesRange(query, record)
    case 'pattern':
      return matchesPattern(query, record, corpus)
    case 'phrase':
      return matchesPhrase(query, record, corpus)
    case 'best':
      return query.queries.some((each) => matches(each, record, corpus))
    case 'boost':
      return matches(query.query, record, corpus)
  }
}

function matchesBool(
  { must, filter, should, mustNot, minimumShould }: BoolQuery,
  record: SearchedRecord,
  corpus: readonly SearchedRecord[],
): boolean {
  const isMatch = (query: Query) => matches(query, record, corpus)
  if (![...must, ...filter].every(isMatch) || mustNot.some(isMatch)) return false
  return should.filter(isMatch).length >= minimumShould
}

function exists(field: Field, record: SearchedRecord): boolean {
  const values = field.kind === 'keyword' ? wholeTexts(field, record) : rawValues(field, record)
  return values.length > 0
}

function matchesValues(query: ValuesQuery, record: SearchedRecord): boolean {
  const { field, values, isCaseInsensitive } = query
  switch (field.kind) {
    case 'long':
    case 'float':
    case 'boolean':
      return rawValues(field, record).some((raw) =>
        values.some((value) => Number(value) === Number(raw)),
      )
    case 'date':
      return rawValues(field, record).some((raw) =>
        values.some((value) => toMs(value) === toMs(raw)),
      )
    case 'ip':
    case 'cidr':
      return rawValues(field, record).some((raw) =>
        values.some((value) => touches(field, String(raw), String(value))),
      )
    case 'text':
    case 'keyword':
    case 'label':
    case 'id': {
      const fold = isCaseInsensitive ? lowerCase : String
      const wanted = new Set(values.map((value) => fold(String(value))))
      return [...allTerms(field, record)].some((term) => wanted.has(fold(term)))
    }
  }
}

/** An address within a network asked for; a network that holds what is asked for. */
function touches(field: Field, stored: string, asked: string): boolean {
  const [outer, inner] = field.kind === 'ip' ? [asked, stored] : [stored, asked]
  const [first, last] = addressSpan(outer)
  const [from, to] = addressSpan(inner)
  return first <= from && to <= last
}

function matchesRange(query: RangeQuery, record: SearchedRecord): boolean {
  const { field } = query
  switch (field.kind) {
    case 'long':
    case 'float':
    case 'boolean':
      return rawValues(field, record).some((raw) =>
        isWithin(query, (bound) => Number(raw) - Number(bound)),
      )
    case 'date':
      return rawValues(field, record).some((raw) =>
        isWithin(query, (bound) => toMs(raw) - toMs(bound)),
      )
    case 'ip':
    case 'cidr':
      return rawValues(field, record).some((raw) => hasAddressWithin(query, String(raw)))
    case 'text':
    case 'keyword':
    case 'label':
    case 'id':
      return [...allTerms(field, record)].some((term) =>
        isWithin(query, (bound) => compareTexts(term, String(bound))),
      )
  }
}

function isWithin({ gt, gte, lt, lte }: RangeQuery, compareTo: (bound: Scalar) => number): boolean {
  return (
    (gt === undefined || compareTo(gt) > 0) &&
    (gte === undefined || compareTo(gte) >= 0) &&
    (lt === undefined || compareTo(lt) < 0) &&
    (lte === undefined || compareTo(lte) <= 0)
  )
}

function hasAddressWithin({ gt, gte, lt, lte }: RangeQuery, stored: string): boolean {
  const [first, last] = addressSpan(stored)
  const at = (bound: Scalar) => addressSpan(String(bound))[0]
  return (
    (gt === undefined || last > at(gt)) &&
    (gte === undefined || last >= at(gte)) &&
    (lt === undefined || first < at(lt)) &&
    (lte === undefined || first <= at(lte))
  )
}

function matchesPattern(
  query: PatternQuery,
  record: SearchedRecord,
  corpus: readonly SearchedRecord[],
): boolean {
  const { field, pattern, isCaseInsensitive } = query
  const terms = [...allTerms(field, record)]
  const fold = isCaseInsensitive ? lowerCase : String
  switch (pattern.kind) {
    case 'prefix':
      return terms.some((term) => fold(term).startsWith(fold(pattern.text)))
    case 'wildcard': {
      const source = pattern.pieces.map((piece) => toSource(piece, fold)).join('')
      const wildcard = remember(toSource, [query, ''], () => new RegExp(`^${source}$`, 'su'))
      return terms.some((term) => wildcard.test(fold(term)))
    }
    case 'regexp': {
      const flags = RE2JS.DOTALL | (isCaseInsensitive ? RE2JS.CASE_INSENSITIVE : 0)
      const compiled = remember(matchesPattern, [query, ''], () =>
        RE2JS.compile(pattern.source, flags),
      )
      return terms.some((term) => compiled.matches(term))
    }
    case 'fuzzy': {
      const near = remember(expandFuzzy, [query, ''], () => expandFuzzy(field, pattern, corpus))
      return terms.some((term) => near.has(term))
    }
  }
}

function toSource(piece: WildcardPiece, fold: (text: string) => string): string {
  if (piece === 'any') return '.*'
  if (piece === 'one') return '.'
  const chars = Array.from(fold(piece.literal))
  return chars.map((char) => `\\u{${char.codePointAt(0)?.toString(16)}}`).join('')
}

/** The nearest terms of the corpus, in the order of distance and then of the alphabet. */
function expandFuzzy(
  field: Field,
  pattern: FuzzyPattern,
  corpus: readonly SearchedRecord[],
): ReadonlySet<string> {
  const start = Array.from(pattern.text).slice(0, pattern.prefixLength).join('')
  const near = corpusTerms(field, corpus)
    .filter((term) => term.startsWith(start))
    .map((term) => ({ term, distance: editDistance(pattern.text, term, pattern) }))
    .filter(({ distance }) => distance <= pattern.maxEdits)
    .toSorted((a, b) => a.distance - b.distance || compareTexts(a.term, b.term))
  return new Set(near.slice(0, pattern.maxExpansions).map(({ term }) => term))
}

function corpusTerms(field: Field, corpus: readonly SearchedRecord[]): readonly string[] {
  return remember(corpusTerms, [corpus, field.name], () => [
    ...new Set(corpus.flatMap((record) => [...allTerms(field, record)])),
  ])
}

/** Optimal string alignment: two neighbours that changed places are one edit, where asked for. */
function editDistance(
  left: string,
  right: string,
  { hasTranspositions }: Pick<FuzzyPattern, 'hasTranspositions'>,
): number {
  const [a, b] = [Array.from(left), Array.from(right)]
  const rows: number[][] = [[...b.keys(), b.length]]
  const at = (i: number, j: number) => rows[i]?.[j] ?? Infinity
  for (let i = 1; i <= a.length; i += 1) {
    rows.push([i])
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = hasTranspositions && isSwapped ? at(i - 2, j - 2) + 1 : Infinity
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + cost, swapped))
    }
  }
  return at(a.length, b.length)
}

function matchesPhrase(
  query: PhraseQuery,
  record: SearchedRecord,
  corpus: readonly SearchedRecord[],
): boolean {
  const { field, words, slop, isPrefix } = query
  const placed = placedWords(field, record)
  const ends = isPrefix ? expandLast(query, corpus) : [words.at(-1) ?? '']
  return ends.some((end) => {
    const phrase = [...words.slice(0, -1), end]
    const choices = phrase.map((word) =>
      placed.filter((each) => each.word === word).map(({ place }) => place),
    )
    return isNear(choices, [], slop)
  })
}

/** The words of the corpus that the last word of a phrase may become. */
function expandLast(query: PhraseQuery, corpus: readonly SearchedRecord[]): readonly string[] {
  const { field, words, maxExpansions } = query
  return remember(expandLast, [query, ''], () => {
    const known = new Set(
      corpus.flatMap((each) => placedWords(field, each).map(({ word }) => word)),
    )
    return [...known]
      .filter((word) => word.startsWith(words.at(-1) ?? ''))
      .toSorted(compareTexts)
      .slice(0, maxExpansions)
  })
}

/** Tries each occurrence of each word, no occurrence for two words of the phrase. */
function isNear(
  choices: readonly (readonly number[])[],
  chosen: readonly number[],
  slop: number,
): boolean {
  const shifts = chosen.map((place, index) => place - index)
  if (Math.max(...shifts) - Math.min(...shifts) > slop) return false
  const next = choices[chosen.length]
  if (next === undefined) return true
  return next.some((place) => !chosen.includes(place) && isNear(choices, [...chosen, place], slop))
}

function toMs(value: Scalar): number {
  return Math.floor(Date.parse(String(value)))
}
