import {
  type Aggregation,
  type Aggregations,
  applySource,
  type DateInterval,
  type Entity,
  type Field,
  type FieldSort,
  type Scalar,
} from '@windvane/model'
import { addressSpan } from './addresses.ts'
import { evaluateMetric } from './evaluate-metric.ts'
import { matches } from './evaluate-query.ts'
import { compareTexts, type SearchedRecord } from './field-values.ts'
import { type Figure, figuresOf, print, toFigure } from './figures.ts'

type Reply = { readonly [name: string]: unknown }

/** The aggregations of some hits as a reply has them, worked out the plain way. */
export function evaluateAggregations(
  aggs: Aggregations,
  hits: readonly SearchedRecord[],
  corpus: readonly SearchedRecord[],
): Reply {
  const entries = [...aggs].map(([name, agg]) => [name, evaluate(agg, hits, corpus)] as const)
  return Object.fromEntries(entries)
}

function evaluate(
  agg: Aggregation,
  hits: readonly SearchedRecord[],
  corpus: readonly SearchedRecord[],
): Reply {
  if (agg.kind === 'top_hits') {
    const shown = sortHits(hits, agg.sort).slice(0, agg.size)
    return {
      hits: {
        total: { value: hits.length, relation: 'eq' },
        hits: shown.map((hit) => ({
          _id: hit.id,
          // What the engines search are entities and records of history.
          _source: applySource(hit as unknown as Entity, agg.source),
        })),
      },
    }
  }
  if (!('aggs' in agg)) return evaluateMetric(agg, hits)
  const fill = (records: readonly SearchedRecord[]) => ({
    doc_count: records.length,
    ...evaluateAggregations(agg.aggs, records, corpus),
  })
  switch (agg.kind) {
    case 'terms': {
      const { field, missing } = agg
      const keysOf = (record: SearchedRecord): readonly Figure[] => {
        const found = figuresOf(field, record)
        if (found.length > 0 || missing === undefined) return found
        return [field ? toFigure(field, missing) : missing].map((key) =>
          typeof key === 'boolean' ? String(key) : key,
        )
      }
      const compare = (a: Figure, b: Figure) => compareKeys(a, b, field)
      const options = { ...agg, compare }
      return toTerms(options, groupBy(hits, keysOf), ([key, records]) => ({
        ...printKey(key, field),
        ...fill(records),
      }))
    }
    case 'multi_terms': {
      const keysOf = (record: SearchedRecord) =>
        combine(agg.fields.map((field) => figuresOf(field, record)))
      const groups = groupBy(hits, (record) => keysOf(record).map((key) => JSON.stringify(key)))
      // Written by the line above.
      const toKey = (text: string) => JSON.parse(text) as readonly Figure[]
      const compare = (a: string, b: string) => {
        const right = toKey(b)
        const each = toKey(a).map((key, index) =>
          compareKeys(key, right[index] ?? key, agg.fields[index]),
        )
        return each.find((order) => order !== 0) ?? 0
      }
      return toTerms({ ...agg, compare }, groups, ([text, records]) => {
        const key = toKey(text)
        const printed = key.map((each, index) => print(each, agg.fields[index]))
        const shown = key.map((each, index) => toMember(each, agg.fields[index]))
        return { key: shown, key_as_string: printed.join('|'), ...fill(records) }
      })
    }
    case 'range':
    case 'date_range':
    case 'ip_range':
      return {
        buckets: agg.ranges.map(({ key, from, to }) => {
          const order = (value: Scalar) => toOrder(agg.kind, value)
          const records = hits.filter((record) =>
            figuresOf(agg.field, record).some(
              (value) =>
                (from === undefined || order(value) >= order(from)) &&
                (to === undefined || order(value) < order(to)),
            ),
          )
          return {
            key,
            ...printBound(agg.kind, 'from', from),
            ...printBound(agg.kind, 'to', to),
            ...fill(records),
          }
        }),
      }
    case 'histogram': {
      const { interval, offset } = agg
      const start = (value: number) => Math.floor((value - offset) / interval) * interval + offset
      const buckets = toHistogram(agg, hits, { start, next: (key) => key + interval })
      return { buckets: buckets.map(([key, records]) => ({ key, ...fill(records) })) }
    }
    case 'date_histogram': {
      const buckets = toHistogram(agg, hits, toSteps(agg.interval))
      return {
        buckets: buckets.map(([key, records]) => ({
          key,
          key_as_string: new Date(key).toISOString(),
          ...fill(records),
        })),
      }
    }
    case 'filter':
      return fill(hits.filter((record) => matches(agg.query, record, corpus)))
    case 'filters': {
      const buckets = agg.queries.map(([name, query]) => {
        const records = hits.filter((record) => matches(query, record, corpus))
        return [name, fill(records)] as const
      })
      return { buckets: Object.fromEntries(buckets) }
    }
  }
}

/** By the fields, records without a value last, then by id; scores are not worked out here. */
function sortHits(
  hits: readonly SearchedRecord[],
  sort: readonly FieldSort[],
): readonly SearchedRecord[] {
  return hits.toSorted((left, right) => {
    for (const { field, order } of sort) {
      const [a, b] = [left, right].map((record) => {
        const figures = figuresOf(field, record).toSorted((x, y) => compareKeys(x, y, field))
        return order === 'asc' ? figures.at(0) : figures.at(-1)
      })
      if (a === b) continue
      if (a === undefined || b === undefined) return a === undefined ? 1 : -1
      return compareKeys(a, b, field) * (order === 'asc' ? 1 : -1)
    }
    return compareTexts(left.id, right.id)
  })
}

type Group<Key> = readonly [key: Key, records: readonly SearchedRecord[]]

function groupBy<Key extends Figure>(
  hits: readonly SearchedRecord[],
  keysOf: (record: SearchedRecord) => readonly Key[],
): readonly Group<Key>[] {
  const groups = new Map<Key, SearchedRecord[]>()
  for (const record of hits) {
    for (const key of new Set(keysOf(record))) {
      const group = groups.get(key)
      if (group) group.push(record)
      else groups.set(key, [record])
    }
  }
  return [...groups]
}

/** The largest groups first, equal ones by key. */
function toTerms<Key extends Figure>(
  options: {
    readonly size: number
    readonly minDocCount: number
    readonly compare: (a: Key, b: Key) => number
  },
  groups: readonly Group<Key>[],
  toBucket: (group: Group<Key>) => Reply,
): Reply {
  const { size, minDocCount, compare } = options
  const sorted = groups
    .filter(([, records]) => records.length >= minDocCount)
    .toSorted(([a, left], [b, right]) => right.length - left.length || compare(a, b))
  const others = sorted.slice(size)
  return {
    doc_count_error_upper_bound: 0,
    sum_other_doc_count: others.reduce((sum, [, records]) => sum + records.length, 0),
    buckets: sorted.slice(0, size).map(toBucket),
  }
}

function compareKeys(a: Figure, b: Figure, field: Field | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (field?.kind !== 'ip') return compareTexts(String(a), String(b))
  const [left, right] = [addressSpan(String(a))[0], addressSpan(String(b))[0]]
  return Number(left > right) - Number(left < right)
}

function combine(lists: readonly (readonly Figure[])[]): readonly (readonly Figure[])[] {
  return lists.reduce<readonly (readonly Figure[])[]>(
    (keys, values) => keys.flatMap((key) => values.map((value) => [...key, value])),
    [[]],
  )
}

/** A part of a key of several. */
function toMember(key: Figure, field: Field | undefined): Figure | boolean {
  if (field?.kind === 'boolean') return key === 1
  return field?.kind === 'date' ? print(key, field) : key
}

function printKey(key: Figure, field: Field | undefined): Reply {
  const isPlain = field?.kind !== 'date' && field?.kind !== 'boolean'
  return isPlain ? { key } : { key, key_as_string: print(key, field) }
}

function toOrder(kind: 'range' | 'date_range' | 'ip_range', value: Scalar): number | bigint {
  if (kind === 'ip_range') return addressSpan(String(value))[0]
  return typeof value === 'string' ? Date.parse(value) : Number(value)
}

function printBound(kind: string, name: string, bound: Scalar | undefined): Reply {
  if (bound === undefined) return {}
  if (kind !== 'date_range') return { [name]: bound }
  return { [name]: Date.parse(String(bound)), [`${name}_as_string`]: bound }
}

type Steps = { readonly start: (value: number) => number; readonly next: (key: number) => number }

/** From the first to the last bucket with records, with those between as `minDocCount` asks. */
function toHistogram(
  { field, minDocCount }: { readonly field?: Field; readonly minDocCount: number },
  hits: readonly SearchedRecord[],
  { start, next }: Steps,
): readonly Group<number>[] {
  const groups = new Map(
    groupBy(hits, (record) => figuresOf(field, record).map((value) => start(Number(value)))),
  )
  const keys = [...groups.keys()]
  const all: Group<number>[] = []
  const last = Math.max(...keys)
  for (let key = Math.min(...keys); key <= last; key = next(key)) {
    all.push([key, groups.get(key) ?? []])
  }
  return all.filter(([, records]) => records.length >= minDocCount)
}

function toSteps(interval: DateInterval): Steps {
  if ('fixedMs' in interval) {
    const { fixedMs } = interval
    return { start: (time) => Math.floor(time / fixedMs) * fixedMs, next: (key) => key + fixedMs }
  }
  const { calendar } = interval
  const start = (time: number) => startOf(new Date(time), calendar)
  // The next unit begins within a little more than the longest one is long.
  const next = (key: number) => start(key + longestMs[calendar] + 1)
  return { start, next }
}

const day = 86_400_000

/** So long that the next unit has begun and the one after it has not. */
const longestMs = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day,
  week: 7 * day,
  month: 31 * day,
  quarter: 92 * day,
  year: 366 * day,
} as const

function startOf(date: Date, unit: keyof typeof longestMs): number {
  const [year, month, dayOfMonth] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()]
  if (unit === 'year') return Date.UTC(year, 0)
  if (unit === 'quarter') return Date.UTC(year, month - (month % 3))
  if (unit === 'month') return Date.UTC(year, month)
  if (unit === 'week') return Date.UTC(year, month, dayOfMonth - ((date.getUTCDay() + 6) % 7))
  return Math.floor(date.getTime() / longestMs[unit]) * longestMs[unit]
}
