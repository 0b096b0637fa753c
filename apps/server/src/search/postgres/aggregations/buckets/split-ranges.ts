import { type Field, type Range } from '@windvane/model'
import { type ColumnForm, type Columns } from '../columns.ts'
import { type JsonObject } from '../json.ts'
import { type Buckets, type Split } from './define-buckets.ts'
import { readScalar } from './read-scalar.ts'

type RangesRequest = { readonly field?: Field; readonly ranges: readonly Range[] }

type RangesOptions = {
  readonly form: Exclude<ColumnForm, 'text[]'>
  /** A bound as the reply tells it. */
  readonly toBound: (name: 'from' | 'to', bound: Bound) => JsonObject
}

type Bound = string | number

type ReadRange = { readonly key: string; readonly from?: Bound; readonly to?: Bound }

/** One bucket per range, also where it is empty, in the order of the request. */
export function splitRanges(
  { field, ranges }: RangesRequest,
  columns: Columns,
  { form, toBound }: RangesOptions,
): Split {
  const column = columns.field(field, form)
  const value = column.form === form ? column.sql : `NULL::${form}`
  const read = ranges.map((range) => readRange(range, form))
  const place = (bound: Bound | undefined) => `${columns.parameters.add(bound ?? null)}::${form}`
  const rows = read.map(({ from, to }, index) => `(${index}, ${place(from)}, ${place(to)})`)
  return {
    joins: `JOIN (VALUES ${rows.join(', ')}) AS r(k, low, high)
      ON (r.low IS NULL OR ${value} >= r.low) AND (r.high IS NULL OR ${value} < r.high)`,
    keys: ['r.k'],
    where: `${value} IS NOT NULL`,
    minDocCount: 1,
    toJson: (buckets) => toRanges(read, buckets, toBound),
  }
}

function readRange({ key, from, to }: Range, form: ColumnForm): ReadRange {
  return {
    key,
    ...(from !== undefined && { from: readScalar(from, form) }),
    ...(to !== undefined && { to: readScalar(to, form) }),
  }
}

function toRanges(
  ranges: readonly ReadRange[],
  { found, empty, allow }: Buckets,
  toBound: RangesOptions['toBound'],
): JsonObject {
  allow(ranges.length)
  const filled = new Map(found.map((bucket) => [bucket.keys[0], bucket]))
  return {
    buckets: ranges.map(({ key, from, to }, index) => {
      const { count, aggs } = filled.get(index) ?? { count: 0, aggs: empty() }
      return {
        key,
        ...(from !== undefined && toBound('from', from)),
        ...(to !== undefined && toBound('to', to)),
        doc_count: count,
        ...aggs,
      }
    }),
  }
}
