import { type Scalar, type ValuesQuery } from '@windvane/model'
import { type Compilation } from '../compilation.ts'
import { fieldSql } from '../field-sql.ts'
import { isDefined, toInstantText, toNetworkText, toNumberText } from '../scalars.ts'
import { findTermField } from '../term-field.ts'
import { narrowToField } from './narrow-to-field.ts'
import { compileIds } from './ids.ts'
import { compileTermValues } from './term-values.ts'

export function compileValues(query: ValuesQuery, compilation: Compilation): string {
  const { field, values } = query
  switch (field.kind) {
    case 'text':
    case 'keyword':
    case 'label':
      return compileTexts(query, compilation)
    case 'id':
      return compileIdValues(query, compilation)
    case 'ip':
      return compileAddresses(query, compilation)
    case 'cidr':
      return isAny(query, compilation, { operator: '>>=', values: values.map(toNetworkText) })
    case 'long':
    case 'float':
      return compileNumbers(query, compilation)
    case 'date':
      return isAny(query, compilation, { operator: '=', values: values.map(toInstantText) })
    case 'boolean':
      return isAny(query, compilation, { operator: '=', values: values.map(toBoolean) })
  }
}

/** The groups of a row are those of its reader; its words were found before (`expand-query.ts`). */
function compileTexts(query: ValuesQuery, compilation: Compilation): string {
  const terms = findTermField(query.field)
  if (terms !== undefined) return compileTermValues(query, terms, compilation)
  const { expression } = fieldSql(query.field, compilation.corpus)
  return `${expression} && ${compilation.parameters.add(query.values.map(String))}::text[]`
}

function compileIdValues(query: ValuesQuery, compilation: Compilation): string {
  const { field, isCaseInsensitive } = query
  const texts = query.values.map(String)
  // Ids are lower-case.
  const ids = isCaseInsensitive ? texts.map((text) => text.toLowerCase()) : texts
  const terms = findTermField(field)
  if (terms !== undefined) return compileTermValues({ ...query, values: ids }, terms, compilation)
  if (field.source.of === 'member' && field.source.name === 'id') {
    return compileIds(ids, compilation)
  }
  return `${fieldSql(field, compilation.corpus).expression} = ANY(${compilation.parameters.add(ids)}::text[])`
}

/** An address is a term; a network is all addresses from its first to its last. */
function compileAddresses(query: ValuesQuery, compilation: Compilation): string {
  const texts = query.values.map(toNetworkText).filter(isDefined)
  const addresses = texts.filter((text) => !text.includes('/'))
  const networks = texts.filter((text) => text.includes('/'))
  const { corpus, parameters } = compilation
  const { expression } = fieldSql(query.field, corpus)
  const conditions = networks.map((network) => {
    const mark = `${parameters.add(network)}::inet`
    const inside = `(${expression} >= host(network(${mark}))::inet AND ${expression} <= host(broadcast(${mark}))::inet)`
    return narrowToField(inside, query.field, compilation)
  })
  const terms = findTermField(query.field)
  if (addresses.length > 0 && terms !== undefined) {
    conditions.push(compileTermValues({ ...query, values: addresses }, terms, compilation))
  }
  return conditions.length === 0 ? 'FALSE' : `(${conditions.join(' OR ')})`
}

/** Members are small integers, and compared as such, so that their index serves. */
function compileNumbers(query: ValuesQuery, compilation: Compilation): string {
  const numbers = query.values.map(toNumberText).filter(isDefined)
  if (query.field.source.of !== 'member') {
    return isAny(query, compilation, { operator: '=', values: numbers })
  }
  const integers = numbers.map(Number).filter((number) => Math.abs(number) < 1_000)
  const { expression } = fieldSql(query.field, compilation.corpus)
  const wholes = integers.filter(Number.isInteger)
  return `${expression} = ANY(${compilation.parameters.add(wholes)}::int[])`
}

type Comparison = {
  readonly operator: '=' | '>>='
  readonly values: readonly (string | undefined)[]
}

function isAny(
  { field }: ValuesQuery,
  compilation: Compilation,
  { operator, values }: Comparison,
): string {
  const { corpus, parameters } = compilation
  const { expression, type } = fieldSql(field, corpus)
  const list = `${parameters.add(values.filter(isDefined))}::${type}[]`
  return narrowToField(`${expression} ${operator} ANY(${list})`, field, compilation)
}

function toBoolean(value: Scalar): string | undefined {
  const text = String(value)
  return text === 'true' || text === 'false' ? text : undefined
}
