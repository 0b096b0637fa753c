import { parseNetwork } from '../data-types/cidr.ts'
import { formatAddress, parseAddress } from '../data-types/ip-address.ts'
import { clampInstant } from './dates/calendar.ts'
import { parseDateFormats } from './dates/date-format.ts'
import { countDateMath, type DateOptions, parseDate } from './dates/parse-date.ts'
import { type Field } from './field.ts'
import { type QueryContext } from './query-context.ts'
import { type Query, type Scalar } from './query.ts'
import { readNumber } from './read-json.ts'

type ValueOptions = {
  readonly context: QueryContext
  readonly isCaseInsensitive?: boolean
}

const none: Query = Object.freeze({ kind: 'none' })

/** A field has one of these values; undefined where a value is none that the field could have. */
export function valuesQuery(
  field: Field,
  raws: readonly Scalar[],
  { context, isCaseInsensitive = false }: ValueOptions,
): Query | undefined {
  if (field.kind === 'date') return datesQuery(field, raws, context)
  const values: Scalar[] = []
  for (const raw of raws) {
    const value = parseFieldValue(field, raw)
    if (value === undefined) return undefined
    if (value !== 'none') values.push(value.value)
  }
  return values.length === 0 ? none : { kind: 'values', field, values, isCaseInsensitive }
}

type DateValueOptions = Omit<DateOptions, 'formats' | 'now'> & {
  readonly at: string
  readonly context: QueryContext
  readonly formats?: DateOptions['formats']
}

/**
 * What a value is as a bound of a range or a single value of a date: milliseconds since 1970. Date math
 * counts as a word for each operator.
 */
export function parseDateValue(raw: Scalar, options: DateValueOptions): number | undefined {
  if (typeof raw === 'boolean') return undefined
  const { at, context, ...others } = options
  const text = String(raw)
  context.budget.addTerms(at, countDateMath(text))
  const formats = options.formats ?? parseDateFormats() ?? []
  return parseDate(text, { ...others, now: context.now, formats })
}

/** A value in the form that the field stores; `none` where no record can have it. */
function parseFieldValue(
  { kind }: Field,
  raw: Scalar,
): { readonly value: Scalar } | 'none' | undefined {
  switch (kind) {
    case 'long':
    case 'float': {
      const value = parseNumber(raw)
      if (value === undefined) return undefined
      return kind === 'long' && !Number.isInteger(value) ? 'none' : { value }
    }
    case 'boolean':
      return toBoolean(raw)
    case 'ip':
    case 'cidr': {
      const value = parseAddressOrNetwork(String(raw))
      return value === undefined ? undefined : { value }
    }
    case 'text':
    case 'keyword':
    case 'label':
    case 'id':
    case 'date':
      return { value: String(raw) }
  }
}

/** A number, or the text of one. */
export function parseNumber(raw: Scalar): number | undefined {
  if (typeof raw === 'number') return raw
  return typeof raw === 'string' ? readNumber(raw) : undefined
}

/** An address in its canonical form. */
export function parseIp(text: string): string | undefined {
  const bytes = parseAddress(text)
  return bytes && formatAddress(bytes)
}

function parseAddressOrNetwork(text: string): string | undefined {
  return text.includes('/') ? parseNetwork(text) : parseIp(text)
}

function toBoolean(raw: Scalar): { readonly value: boolean } | undefined {
  if (raw === true || raw === 'true') return { value: true }
  // An empty text is false, as in OpenSearch.
  return raw === false || raw === 'false' || raw === '' ? { value: false } : undefined
}

function datesQuery(
  field: Field,
  raws: readonly Scalar[],
  context: QueryContext,
): Query | undefined {
  const ranges: Query[] = []
  const at = field.name
  context.budget.addTerms(at, raws.length)
  for (const raw of raws) {
    const from = parseDateValue(raw, { at, context, isRoundedUp: false })
    const last = parseDateValue(raw, { at, context, isRoundedUp: true })
    if (from === undefined || last === undefined) return undefined
    ranges.push({ kind: 'range', field, gte: toIso(from), lt: toIso(last + 1) })
  }
  const [first, ...others] = ranges
  if (first === undefined) return none
  if (others.length === 0) return first
  return { kind: 'bool', must: [], filter: [], should: ranges, mustNot: [], minimumShould: 1 }
}

/** An instant as the algebra has it; the end of the last year is the end of time. */
export function toIso(time: number): string {
  return new Date(clampInstant(time)).toISOString()
}
