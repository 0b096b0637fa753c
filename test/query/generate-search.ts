import * as fc from 'fast-check'
import { generateAggregations } from './generate-aggregation.ts'
import { generateQueryString, generateSimpleQueryString } from './generate-query-string.ts'
import { generateText } from './generate-entity.ts'
import { optional, withoutUndefined } from './optional.ts'
import { addresses, countries, dates, fields, networks, tags, types, words } from './vocabulary.ts'

type Json = { readonly [name: string]: unknown }

/**
 * Bodies of an advanced search over all clauses and aggregations, each of which is accepted; `ids` are
 * those of records, for the clause that names them.
 */
export function generateSearch(ids: readonly string[] = []): fc.Arbitrary<Json> {
  const known = fc
    .subarray([...ids, 'ip-unknown'], { minLength: 1, maxLength: 3 })
    .map((values): Json => ({ ids: { values } }))
  const clause = fc.oneof(
    { arbitrary: generateClause(2), weight: 19 },
    { arbitrary: known, weight: 1 },
  )
  return fc
    .record({
      query: fc.option(fc.oneof(generateBool(2), clause), { nil: undefined, freq: 9 }),
      aggs: fc.option(generateAggregations(generateClause(1)), { nil: undefined, freq: 2 }),
    })
    .map(withoutUndefined)
}

/** One clause, with others inside it up to a depth. */
export function generateClause(depth: number): fc.Arbitrary<Json> {
  const simple = fc.oneof(...simpleClauses.map((generate) => generate()))
  if (depth === 0) return simple
  const bool = generateBool(depth - 1).map((body) => ({ bool: body }))
  return fc.oneof({ arbitrary: simple, weight: 3 }, { arbitrary: bool, weight: 1 })
}

function generateBool(depth: number): fc.Arbitrary<Json> {
  const list = fc.option(fc.array(generateClause(depth), { minLength: 1, maxLength: 3 }), {
    nil: undefined,
    freq: 2,
  })
  return fc
    .record({
      must: list,
      filter: list,
      should: list,
      must_not: list,
      minimum_should_match: optional(generateMinimum()),
      boost: optional(fc.constantFrom(0.5, 1, 3)),
    })
    .map(withoutUndefined)
}

const simpleClauses: readonly (() => fc.Arbitrary<Json>)[] = [
  () => keyed('term', ({ name, value }) => ({ [name]: value })),
  () =>
    fc.tuple(generateTextField(), fc.boolean()).map(([{ name, text }, isLoose]) => ({
      term: { [name]: { value: swapCase(text, isLoose), case_insensitive: isLoose } },
    })),
  generateTerms,
  generateRange,
  generateExists,
  () => generatePattern('prefix', (text) => text),
  () => generatePattern('wildcard', toWildcard),
  () => generatePattern('regexp', toRegexp),
  generateFuzzy,
  () => generateMatch('match'),
  () => generateMatch('match_bool_prefix'),
  () => generatePhrase('match_phrase'),
  () => generatePhrase('match_phrase_prefix'),
  generateMultiMatch,
  () => generateQueryString(),
  () => generateSimpleQueryString(),
  () => fc.constantFrom<Json>({ match_all: {} }, { match_none: {} }),
]

type FieldValue = { readonly name: string; readonly value: unknown }

function generateFieldValue(): fc.Arbitrary<FieldValue> {
  const pair = (names: readonly string[], value: fc.Arbitrary<unknown>) =>
    fc.record({ name: fc.constantFrom(...names), value })
  return fc.oneof(
    pair(fields.text, fc.constantFrom(...words, 'states', 'chile')),
    pair(fields.keyword, fc.oneof(generateText(), fc.constantFrom(...countries))),
    pair(fields.label, fc.constantFrom(...types, ...tags, 'botnet', 'email')),
    pair(fields.long, fc.constantFrom(-3, -1, 0, 1, 2, '3', 15_169, 1.5)),
    pair(fields.float, fc.constantFrom(-33.45, 0, '48.2')),
    pair(fields.date, fc.constantFrom(...dates, '2023', '2023-12-31', 'now/M', 1_675_209_600_001)),
    pair(fields.boolean, fc.constantFrom(true, false, 'true')),
    pair(fields.ip, fc.constantFrom(...addresses, ...networks)),
    pair(fields.cidr, fc.constantFrom(...addresses, ...networks)),
    pair(fields.unknown, fc.constantFrom('x', 1)),
  )
}

function keyed(name: string, toBody: (pair: FieldValue) => Json): fc.Arbitrary<Json> {
  return generateFieldValue().map((pair) => ({ [name]: toBody(pair) }))
}

function generateTerms(): fc.Arbitrary<Json> {
  return fc.array(generateFieldValue(), { minLength: 1, maxLength: 8 }).map((pairs) => {
    const name = pairs[0]?.name ?? ''
    const values = pairs.filter((pair) => pair.name === name).map(({ value }) => value)
    return { terms: { [name]: values } }
  })
}

function generateRange(): fc.Arbitrary<Json> {
  const bounds = (names: readonly string[], values: readonly unknown[]) =>
    fc
      .tuple(
        fc.constantFrom(...names),
        fc.constantFrom('gt', 'gte'),
        fc.constantFrom('lt', 'lte'),
        optional(fc.constantFrom(...values)),
        optional(fc.constantFrom(...values)),
      )
      .map(([name, lower, upper, from, to]) => ({
        range: { [name]: withoutUndefined({ [lower]: from, [upper]: to }) },
      }))
  const dateMath = ['now-1y', 'now/d', '2023-01-15||/M', '2023-12-31||-11M/M', '2024-02']
  return fc.oneof(
    bounds(fields.long, [-3, -1, 0, '1', 2, 1.5, -0.5, 15_169]),
    bounds(fields.float, [-33.45, 0, 40, '48.2']),
    bounds(fields.date, [...dates, ...dateMath]),
    bounds(fields.text, ['c', 'dns', 'google', 'server', '日']),
    bounds(fields.keyword, ['A', 'Google', 'a', 'dns', 'Ö']),
    bounds(fields.label, ['Public DNS', 'b', 'ip', 'malware']),
    bounds(fields.ip, addresses),
    bounds(fields.cidr, addresses),
    bounds(fields.unknown, ['x']),
  )
}

function generateExists(): fc.Arbitrary<Json> {
  const names = Object.values(fields).flat()
  return fc.constantFrom(...names).map((field) => ({ exists: { field } }))
}

/** A field that holds text, and a text that it may well have. */
function generateTextField(): fc.Arbitrary<{ readonly name: string; readonly text: string }> {
  const pair = (names: readonly string[], text: fc.Arbitrary<string>) =>
    fc.record({ name: fc.constantFrom(...names), text })
  return fc.oneof(
    pair(fields.text, fc.constantFrom(...words)),
    pair(fields.keyword, fc.oneof(generateText(), fc.constantFrom(...countries))),
    pair(fields.label, fc.constantFrom(...types, ...tags)),
  )
}

function generatePattern(
  clause: 'prefix' | 'wildcard' | 'regexp',
  toPattern: (text: string, place: number) => string,
): fc.Arbitrary<Json> {
  return fc
    .tuple(generateTextField(), fc.nat(3), fc.boolean(), fc.boolean())
    .filter(([{ text }]) => Array.from(text).length > 3)
    .map(([{ name, text }, place, isLoose, isShort]) => {
      const cut =
        clause === 'prefix'
          ? Array.from(text)
              .slice(0, place + 1)
              .join('')
          : text
      const value = toPattern(swapCase(cut, isLoose), place)
      if (isShort && !isLoose) return { [clause]: { [name]: value } }
      return { [clause]: { [name]: { value, case_insensitive: isLoose } } }
    })
}

function toWildcard(text: string, place: number): string {
  const chars = Array.from(text)
  const sign = ['*', '?', '*', '?*'][place] ?? '*'
  return [...chars.slice(0, place), sign, ...chars.slice(place + (sign === '*' ? 2 : 1))].join('')
}

function toRegexp(text: string, place: number): string {
  const chars = Array.from(text).map((char) => char.replace(/[^\p{L}\p{N} ]/u, '\\$&'))
  const sign = ['.*', '[a-z0-9]+', '(?:.|x)', '.{1,3}'][place] ?? '.'
  // Signs beyond ASCII stand for themselves.
  const plain = chars.map((char) => char.replace(/\\([^\x00-\x7f])/u, '$1'))
  return [...plain.slice(0, place), sign, ...plain.slice(place + 1)].join('')
}

function generateFuzzy(): fc.Arbitrary<Json> {
  return fc
    .record({
      field: generateTextField(),
      fuzziness: optional(fc.constantFrom(0, 1, '2', 'AUTO', 'AUTO:2,4')),
      prefix_length: optional(fc.nat(3)),
      max_expansions: optional(fc.constantFrom(1, 2, 50)),
      transpositions: optional(fc.boolean()),
    })
    .map(({ field, ...options }) => ({
      fuzzy: { [field.name]: withoutUndefined({ value: misspell(field.text), ...options }) },
    }))
}

function misspell(text: string): string {
  const chars = Array.from(text)
  return [chars[1], chars[0], ...chars.slice(2)].filter((char) => char !== undefined).join('')
}

function generateMatch(clause: 'match' | 'match_bool_prefix'): fc.Arbitrary<Json> {
  const options = fc.record({
    operator: optional(fc.constantFrom('and', 'or', 'AND')),
    minimum_should_match: optional(generateMinimum()),
    fuzziness: optional(fc.constantFrom(1, 'AUTO')),
    analyzer: optional(fc.constantFrom('standard', 'keyword', 'whitespace', 'simple')),
    ...(clause === 'match' && { zero_terms_query: optional(fc.constantFrom('none', 'all')) }),
  })
  const text = fc
    .tuple(
      fc.constantFrom(...fields.text, ...fields.keyword, ...fields.label),
      phraseText(),
      options,
    )
    .map(([name, query, others]) => ({
      [clause]: { [name]: withoutUndefined({ query, ...others }) },
    }))
  return fc.oneof(
    { arbitrary: text, weight: 3 },
    { arbitrary: keyed(clause, ({ name, value }) => ({ [name]: value })), weight: 1 },
  )
}

function generatePhrase(clause: 'match_phrase' | 'match_phrase_prefix'): fc.Arbitrary<Json> {
  const names = clause === 'match_phrase' ? fields.keyword : []
  return fc
    .tuple(
      fc.constantFrom(...fields.text, ...fields.label, ...names),
      phraseText(),
      fc.record({
        slop: optional(fc.nat(4)),
        ...(clause === 'match_phrase_prefix' && {
          max_expansions: optional(fc.constantFrom(1, 2, 50)),
        }),
      }),
    )
    .map(([name, query, others]) => ({
      [clause]: { [name]: withoutUndefined({ query, ...others }) },
    }))
}

function generateMultiMatch(): fc.Arbitrary<Json> {
  const names = fc.uniqueArray(
    fc.constantFrom(...fields.text, ...fields.label, ...fields.keyword, ...fields.long),
    { minLength: 1, maxLength: 4 },
  )
  return fc
    .record({
      query: phraseText(),
      fields: optional(names),
      type: optional(
        fc.constantFrom('best_fields', 'most_fields', 'cross_fields', 'phrase', 'bool_prefix'),
      ),
      operator: optional(fc.constantFrom('and', 'or')),
      minimum_should_match: optional(generateMinimum()),
      tie_breaker: optional(fc.constantFrom(0, 0.3, 1)),
    })
    .map((body) => ({ multi_match: withoutUndefined({ ...body, lenient: true }) }))
}

function phraseText(): fc.Arbitrary<string> {
  const few = fc
    .array(fc.constantFrom(...words), { minLength: 1, maxLength: 2 })
    .map((list) => list.join(' '))
  const fixed = fc.constantFrom(...tags, ...countries, 'goog', 'serv', '---')
  return fc.oneof(generateText(), few, few, fixed)
}

/** Any form of `minimum_should_match`. */
export function generateMinimum(): fc.Arbitrary<number | string> {
  return fc.constantFrom(0, 1, 2, -1, '1', '50%', '-25%', '2<50%', '1<-1 3<75%')
}

function swapCase(text: string, isLoose: boolean): string {
  return isLoose ? text.toUpperCase() : text
}
