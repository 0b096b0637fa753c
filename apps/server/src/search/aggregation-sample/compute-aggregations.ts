import {
  type Aggregation,
  type Aggregations,
  type DateInterval,
  type Field,
  type Query,
} from '@windvane/model'
import { computeFigures } from './compute-figures.ts'
import { type SampleEntity } from './sample-entities.ts'
import { type Value, valuesOf } from './values-of.ts'

type Computed = { readonly [name: string]: unknown }
type Filled = Computed & { readonly doc_count: number }

/** What aggregations of a sample come to, worked out the plain way for tests to compare with. */
export function computeAggregations(
  aggregations: Aggregations,
  rows: readonly SampleEntity[],
): Computed {
  return Object.fromEntries([...aggregations].map(([name, each]) => [name, compute(each, rows)]))
}

function compute(each: Aggregation, rows: readonly SampleEntity[]): Computed {
  if (!('aggs' in each)) return computeFigures(each, rows)
  const fill = (part: readonly SampleEntity[]): Filled => ({
    doc_count: part.length,
    ...computeAggregations(each.aggs, part),
  })
  switch (each.kind) {
    case 'terms': {
      const groups = group(rows, (row) => withMissing(read(each.field, row), each.missing))
      return toTerms(each, groups, ([key, part]) => ({
        ...printKey(key, each.field),
        ...fill(part),
      }))
    }
    case 'multi_terms': {
      const groups = group(rows, (row) => combine(each.fields.map((field) => read(field, row))))
      return toTerms(each, groups, ([key, part]) => {
        const keys = key.split('\0')
        return { key: keys, key_as_string: keys.join('|'), ...fill(part) }
      })
    }
    case 'range':
    case 'date_range':
    case 'ip_range':
      return {
        buckets: each.ranges.map(({ key, from, to }) => {
          const [low, high] = [toOrdinal(from), toOrdinal(to)]
          const part = rows.filter((row) =>
            read(each.field, row).some((value) => {
              const ordinal = toOrdinal(value) ?? 0
              return ordinal >= (low ?? -Infinity) && ordinal < (high ?? Infinity)
            }),
          )
          const bounds = Object.entries({ from, to }).flatMap(([name, bound]) =>
            bound === undefined ? [] : toBound(each.kind, name, bound),
          )
          return { key, ...Object.fromEntries(bounds), ...fill(part) }
        }),
      }
    case 'histogram': {
      const { interval, offset } = each
      const start = (value: Value) =>
        Math.floor((Number(value) - offset) / interval) * interval + offset
      return { buckets: toHistogram(each, rows, { start, next: (key) => key + interval, fill }) }
    }
    case 'date_histogram': {
      const steps = toSteps(each.interval)
      const found = toHistogram(each, rows, { ...steps, fill })
      return {
        buckets: found.map((bucket) => ({ ...bucket, key_as_string: toIso(bucket.key) })),
      }
    }
    case 'filter':
      return fill(rows.filter((row) => matches(each.query, row)))
    case 'filters':
      return {
        buckets: Object.fromEntries(
          each.queries.map(([name, query]) => [
            name,
            fill(rows.filter((row) => matches(query, row))),
          ]),
        ),
      }
  }
}

function read(field: Field | undefined, row: SampleEntity): readonly Value[] {
  return field === undefined ? [] : valuesOf(field, row)
}

function withMissing(
  values: readonly Value[],
  missing: string | number | boolean | undefined,
): readonly Value[] {
  return values.length > 0 || missing === undefined ? values : [Number(missing) || String(missing)]
}

function combine(lists: readonly (readonly Value[])[]): readonly string[] {
  return lists
    .slice(1)
    .reduce<readonly string[]>(
      (keys, values) => keys.flatMap((key) => values.map((value) => `${key}\0${value}`)),
      (lists[0] ?? []).map(String),
    )
}

type Group<Key> = readonly [key: Key, rows: readonly SampleEntity[]]

function group<Key extends Value>(
  rows: readonly SampleEntity[],
  keysOf: (row: SampleEntity) => readonly Key[],
): readonly Group<Key>[] {
  const groups = new Map<Key, SampleEntity[]>()
  for (const row of rows) {
    for (const key of keysOf(row)) groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [...groups]
}

type TermsLike = { readonly size: number; readonly minDocCount: number; readonly field?: Field }

function toTerms<Key extends Value>(
  { size, minDocCount, ...each }: TermsLike,
  groups: readonly Group<Key>[],
  toBucket: (group: Group<Key>) => Computed,
): Computed {
  const isAddress = each.field?.kind === 'ip'
  const toSortable = (key: Value) => (isAddress ? (toOrdinal(key) ?? 0) : key)
  const sorted = groups
    .filter(([, part]) => part.length >= minDocCount)
    .toSorted(
      ([a, left], [b, right]) =>
        right.length - left.length || compare(toSortable(a), toSortable(b)),
    )
  return {
    doc_count_error_upper_bound: 0,
    sum_other_doc_count: sorted.slice(size).reduce((sum, [, part]) => sum + part.length, 0),
    buckets: sorted.slice(0, size).map(toBucket),
  }
}

/** Texts by code point, as their UTF-8 bytes sort. */
function compare(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
}

function printKey(key: Value, field: Field | undefined): Computed {
  if (field?.kind === 'date') return { key, key_as_string: toIso(Number(key)) }
  return { key, ...(field?.kind === 'boolean' && { key_as_string: String(key === 1) }) }
}

/** A number that orders as the values do: of dates the instant, of IPv4 addresses their 32 bits. */
function toOrdinal(value: Value | boolean | undefined): number | undefined {
  if (typeof value !== 'string') return value === undefined ? undefined : Number(value)
  const octets = value.split('.').map(Number)
  if (octets.length !== 4) return Date.parse(value)
  return octets.reduce((sum, octet) => sum * 256 + octet, 0)
}

function toBound(
  kind: string,
  name: string,
  bound: string | number | boolean,
): readonly (readonly [string, unknown])[] {
  if (kind !== 'date_range') return [[name, bound]]
  return [
    [name, toOrdinal(bound)],
    [`${name}_as_string`, bound],
  ]
}

type Steps = { readonly start: (value: Value) => number; readonly next: (key: number) => number }

function toHistogram(
  { field, minDocCount }: { readonly field?: Field; readonly minDocCount: number },
  rows: readonly SampleEntity[],
  steps: Steps & { readonly fill: (part: readonly SampleEntity[]) => Filled },
): readonly (Filled & { readonly key: number })[] {
  const groups = new Map(group(rows, (row) => read(field, row).map(steps.start)))
  const keys = [...groups.keys()].toSorted((a, b) => a - b)
  const all: number[] = []
  for (let key = keys[0] ?? 0; key <= (keys.at(-1) ?? -Infinity); key = steps.next(key)) {
    all.push(key)
  }
  return all
    .map((key) => ({ key, ...steps.fill(groups.get(key) ?? []) }))
    .filter(({ doc_count }) => doc_count >= minDocCount)
}

function toSteps(interval: DateInterval): Steps {
  if ('fixedMs' in interval) {
    const { fixedMs } = interval
    return {
      start: (value) => Math.floor(Number(value) / fixedMs) * fixedMs,
      next: (key) => key + fixedMs,
    }
  }
  const start = (value: Value) => startOf(new Date(value), interval.calendar).getTime()
  const step = interval.calendar === 'hour' ? 3_600_000 : 86_400_000
  return {
    start,
    next: (key) => {
      let next = key + step
      while (start(next) === key) next += step
      return next
    },
  }
}

function startOf(date: Date, unit: string): Date {
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  switch (unit) {
    case 'year':
      return new Date(Date.UTC(year, 0))
    case 'quarter':
      return new Date(Date.UTC(year, month - (month % 3)))
    case 'month':
      return new Date(Date.UTC(year, month))
    case 'week':
      return new Date(Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7)))
    case 'day':
      return new Date(Date.UTC(year, month, day))
    case 'hour':
      return new Date(Date.UTC(year, month, day, date.getUTCHours()))
    default:
      throw new TypeError(`The sample has no ${unit}`)
  }
}

/** Of queries, those that tests ask with. */
function matches(query: Query, row: SampleEntity): boolean {
  if (query.kind === 'none') return false
  if (query.kind === 'exists') return read(query.field, row).length > 0
  if (query.kind !== 'values') throw new TypeError(`The sample has no ${query.kind}`)
  return read(query.field, row).some((value) => query.values.includes(value))
}

function toIso(ms: number): string {
  return new Date(ms).toISOString()
}
