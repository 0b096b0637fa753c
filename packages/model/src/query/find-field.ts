import { matchesPath } from '../source-filter.ts'
import { type Field, fieldNames, resolveField } from './field.ts'
import { type QueryContext } from './query-context.ts'
import { boost, fieldName } from './read-json.ts'
import { quote, refuse, refuseTooComplex } from './refuse.ts'

/** A field and the factor of its score. */
export type WeightedField = { readonly field: Field; readonly boost: number }

const maxFields = 16
/** Longer than every name of a field. */
const maxPatternLength = 256

/** The fields that a pattern without other choice stands for: those that most records have. */
const usualFields: readonly string[] = Object.freeze([
  'attributes.value',
  'type',
  'tags',
  'attributes.aso',
  'attributes.country',
  'attributes.city',
  'attributes.text',
  'attributes.domain',
  'attributes.hostname',
  'attributes.url',
  'attributes.banner',
  'attributes.service',
  'attributes.port',
  'attributes.malware',
  'attributes.adversary',
  'attributes.threat',
])

/** The field of a clause; undefined for a name that no record has, which matches nothing. */
export function findField(name: string, context: QueryContext): Field | undefined {
  return resolveField(name, context.corpus)
}

/** The fields of a name or pattern. `*` and `attributes.*` stand for those that most records have. */
export function findFields(name: string, at: string, context: QueryContext): readonly Field[] {
  const names = name.includes('*') ? expand(name, at, context) : [name]
  if (names.length > maxFields) {
    throw refuseTooComplex(
      at,
      `${quote(name)} stands for ${names.length} fields, above ${maxFields}`,
    )
  }
  return names.flatMap((each) => findField(each, context) ?? [])
}

/** The fields of a list such as `["attributes.text^4", "tags"]`; the usual ones where it is absent. */
export function findWeightedFields(
  list: readonly unknown[] | undefined,
  at: string,
  context: QueryContext,
): readonly WeightedField[] {
  if (list && list.length > maxFields) throw refuseTooComplex(at, `more than ${maxFields} fields`)
  const fields = new Map<string, WeightedField>()
  for (const [index, item] of (list ?? ['*']).entries()) {
    const place = `${at}[${index}]`
    const { name, factor } = parseWeight(fieldName(item, place), place)
    for (const field of findFields(name, place, context)) {
      const before = fields.get(field.name)?.boost ?? 1
      fields.set(field.name, { field, boost: before * factor })
    }
  }
  if (fields.size > maxFields) throw refuseTooComplex(at, `more than ${maxFields} fields`)
  return [...fields.values()]
}

function parseWeight(text: string, at: string): { readonly name: string; readonly factor: number } {
  const caret = text.lastIndexOf('^')
  if (caret === -1) return { name: text, factor: 1 }
  if (caret === 0) throw refuse(at, 'must name a field before its boost')
  return { name: text.slice(0, caret), factor: boost(text.slice(caret + 1), at) }
}

function expand(pattern: string, at: string, { corpus, budget }: QueryContext): readonly string[] {
  if (pattern.length > maxPatternLength) return []
  const isKeyword = pattern.endsWith('.keyword')
  const pieces = pattern.split('*')
  const isWhole = pattern === '*' || pattern === 'attributes.*'
  // Any other is compared with all names.
  if (!isWhole) budget.addTerms(at, 1)
  const names = isWhole ? usualFields : fieldNames(corpus)
  return names
    .map((name) => (isKeyword ? `${name}.keyword` : name))
    .filter((name) => matchesPath(pieces, name))
}
