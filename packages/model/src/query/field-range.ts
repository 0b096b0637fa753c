import { type DateFormat } from './dates/date-format.ts'
import { type TimeZone } from './dates/time-zone.ts'
import { parseDateValue, parseIp, parseNumber, toIso } from './field-value.ts'
import { type Field } from './field.ts'
import { type QueryContext } from './query-context.ts'
import { type Query, type RangeQuery, type Scalar } from './query.ts'
import { refuse, quote } from './refuse.ts'

/** The bounds of a range as a request has them. */
export type Bounds = {
  readonly gt?: Scalar
  readonly gte?: Scalar
  readonly lt?: Scalar
  readonly lte?: Scalar
}

export type RangeOptions = {
  readonly at: string
  readonly context: QueryContext
  readonly formats?: readonly DateFormat[]
  readonly zone?: TimeZone
}

type Bound = keyof Bounds

/** The range of a field's values; one without bounds is every value. */
export function rangeQuery(field: Field, bounds: Bounds, options: RangeOptions): Query {
  const query: RangeQuery = { kind: 'range', field, ...readBounds(field, bounds, options) }
  const { gt, gte, lt, lte } = query
  const isOpen = [gt, gte, lt, lte].every((bound) => bound === undefined)
  return isOpen ? { kind: 'exists', field } : query
}

function readBounds(field: Field, bounds: Bounds, options: RangeOptions): Bounds {
  const [lower, upper] = [lastOf(bounds, ['gt', 'gte']), lastOf(bounds, ['lt', 'lte'])]
  const read = [lower, upper].flatMap((bound) =>
    bound === undefined ? [] : [readBound(field, bound[0], { raw: bound[1], options })],
  )
  return Object.fromEntries(read)
}

/** Of two bounds on one side the one that was written last counts, as in OpenSearch. */
function lastOf(
  bounds: Bounds,
  names: readonly Bound[],
): readonly [name: Bound, raw: Scalar] | undefined {
  const found = Object.entries(bounds).flatMap(([key, raw]) => {
    const name = names.find((each) => each === key)
    return name === undefined || raw === undefined ? [] : [[name, raw] as const]
  })
  return found.at(-1)
}

function readBound(
  field: Field,
  name: Bound,
  { raw, options }: { readonly raw: Scalar; readonly options: RangeOptions },
): readonly [Bound, Scalar] {
  const at = `${options.at}.${name}`
  switch (field.kind) {
    case 'date':
      return dateBound(name, raw, { ...options, at })
    case 'long':
    case 'float': {
      const number = parseNumber(raw)
      if (number === undefined) throw refuse(at, `${quote(raw)} is not a number`)
      return field.kind === 'long' ? wholeBound(name, number) : [name, number]
    }
    case 'ip':
    case 'cidr': {
      const address = parseIp(String(raw))
      if (address === undefined) throw refuse(at, `${quote(raw)} is not an IP address`)
      return [name, address]
    }
    case 'boolean': {
      if (String(raw) !== 'true' && String(raw) !== 'false') {
        throw refuse(at, `${quote(raw)} is not a boolean`)
      }
      return [name, String(raw) === 'true']
    }
    case 'text':
    case 'keyword':
    case 'label':
    case 'id':
      return [name, String(raw)]
  }
}

/** Whole numbers only: above 1.5 is from 2. */
function wholeBound(name: Bound, number: number): readonly [Bound, number] {
  if (Number.isInteger(number)) return [name, number]
  return name === 'gt' || name === 'gte' ? ['gte', Math.ceil(number)] : ['lte', Math.floor(number)]
}

/** Dates are told apart by the millisecond, so every bound is one that begins or ends before one. */
function dateBound(name: Bound, raw: Scalar, options: RangeOptions): readonly [Bound, string] {
  const isRoundedUp = name === 'gt' || name === 'lte'
  const { formats, zone } = options
  const time = parseDateValue(raw, {
    at: options.at,
    context: options.context,
    isRoundedUp,
    ...(formats && { formats }),
    ...(zone && { zone }),
  })
  if (time === undefined) throw refuse(options.at, `${quote(raw)} is not a date`)
  const isLower = name === 'gt' || name === 'gte'
  return [isLower ? 'gte' : 'lt', toIso(isRoundedUp ? time + 1 : time)]
}
