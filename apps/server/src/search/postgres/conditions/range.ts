import { type RangeQuery, type Scalar } from '@windvane/model'
import { type Compilation } from '../compilation.ts'
import { fieldSql } from '../field-sql.ts'
import { toInstantText, toNetworkText, toNumberText } from '../scalars.ts'
import { findTermField } from '../term-field.ts'
import { isTextual, rangeSpans } from '../term-span.ts'
import { narrowToField } from './narrow-to-field.ts'
import { compileTermSpans } from './term-spans.ts'

export function compileRange(query: RangeQuery, compilation: Compilation): string {
  const { field } = query
  const terms = findTermField(field)
  if (isTextual(field) && terms !== undefined) {
    const spans = rangeSpans(terms, query)
    return compileTermSpans(terms, { field, spans, isCaseInsensitive: false }, compilation)
  }
  switch (field.kind) {
    case 'long':
    case 'float':
      return field.source.of === 'member'
        ? compileSmallIntegers(query, compilation)
        : compare(query, compilation, toNumberText)
    case 'date':
      return compare(query, compilation, toInstantText)
    case 'ip':
      return compare(query, compilation, toAddressText)
    case 'cidr':
      return compileNetworks(query, compilation)
    case 'boolean':
      return compare(query, compilation, String)
    case 'id':
      return compareTexts(query, compilation)
    case 'text':
    case 'keyword':
    case 'label':
      // A field of texts without terms is `visibleBy`, whose ranges were expanded.
      return 'FALSE'
  }
}

const operators = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

type Bound = readonly [name: keyof typeof operators, value: Scalar]

function boundsOf({ gt, gte, lt, lte }: RangeQuery): readonly Bound[] {
  return Object.entries({ gt, gte, lt, lte }).flatMap(([name, value]) =>
    // The names are those of the object above.
    value === undefined ? [] : [[name as keyof typeof operators, value] as const],
  )
}

/** A bound that is no value of the field matches nothing. */
function compare(
  query: RangeQuery,
  compilation: Compilation,
  toText: (value: Scalar) => string | undefined,
): string {
  const { corpus, parameters } = compilation
  const { expression, type } = fieldSql(query.field, corpus)
  const conditions = boundsOf(query).map(([name, value]) => {
    const text = toText(value)
    if (text === undefined) return 'FALSE'
    return `${expression} ${operators[name]} ${parameters.add(text)}::${type}`
  })
  const all = join(conditions, `${expression} IS NOT NULL`)
  return narrowToField(all, query.field, compilation)
}

/** Bounds are moved to the next integer inside, so that an index on small integers serves. */
function compileSmallIntegers(query: RangeQuery, { corpus, parameters }: Compilation): string {
  const { expression } = fieldSql(query.field, corpus)
  const conditions = boundsOf(query).map(([name, value]) => {
    const text = toNumberText(value)
    if (text === undefined) return 'FALSE'
    const number = Math.min(1_000, Math.max(-1_000, Number(text)))
    if (name === 'gt' || name === 'gte') {
      const least = name === 'gt' ? Math.floor(number) + 1 : Math.ceil(number)
      return `${expression} >= ${parameters.add(least)}::int`
    }
    const most = name === 'lt' ? Math.ceil(number) - 1 : Math.floor(number)
    return `${expression} <= ${parameters.add(most)}::int`
  })
  return join(conditions, 'TRUE')
}

/** Networks that have an address within the bounds. */
function compileNetworks(query: RangeQuery, { corpus, parameters }: Compilation): string {
  const { expression } = fieldSql(query.field, corpus)
  const conditions = boundsOf(query).map(([name, value]) => {
    const text = toAddressText(value)
    if (text === undefined) return 'FALSE'
    const end = name === 'gt' || name === 'gte' ? 'broadcast' : 'network'
    return `host(${end}(${expression}))::inet ${operators[name]} ${parameters.add(text)}::inet`
  })
  return join([`${expression} IS NOT NULL`, ...conditions], 'TRUE')
}

function compareTexts(query: RangeQuery, { corpus, parameters }: Compilation): string {
  const { expression } = fieldSql(query.field, corpus)
  const conditions = boundsOf(query).map(
    ([name, value]) =>
      `${expression} COLLATE "C" ${operators[name]} ${parameters.add(String(value))}::text`,
  )
  return join(conditions, 'TRUE')
}

function toAddressText(value: Scalar): string | undefined {
  const text = toNetworkText(value)
  return text?.includes('/') ? undefined : text
}

function join(conditions: readonly string[], otherwise: string): string {
  return conditions.length === 0 ? otherwise : `(${conditions.join(' AND ')})`
}
