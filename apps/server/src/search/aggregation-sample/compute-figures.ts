import { type MetricAggregation } from '@windvane/model'
import { type SampleEntity } from './sample-entities.ts'
import { valuesOf } from './values-of.ts'

type Computed = { readonly [name: string]: unknown }

/** Figures over a sample, worked out the plain way. */
export function computeFigures(each: MetricAggregation, rows: readonly SampleEntity[]): Computed {
  if (each.kind === 'top_hits') return toTopHits(each, rows)
  const { field } = each
  const values = field === undefined ? [] : rows.flatMap((row) => valuesOf(field, row))
  if (each.kind === 'value_count') return { value: values.length }
  if (each.kind === 'cardinality') return { value: new Set(values).size }
  const numbers = values.filter((value) => typeof value === 'number').toSorted((a, b) => a - b)
  const figures = toStats(numbers)
  switch (each.kind) {
    case 'percentiles':
      return {
        values: byNumber(each.percents, (percent) => quantile(numbers, percent / 100)),
      }
    case 'percentile_ranks':
      return { values: byNumber(each.values, (value) => rank(numbers, value)) }
    case 'stats':
      return figures
    case 'extended_stats':
      return { ...figures, ...toSpread(numbers, each.sigma) }
    case 'avg':
    case 'sum':
    case 'min':
    case 'max':
      return { value: figures[each.kind] }
  }
}

function toStats(numbers: readonly number[]) {
  const sum = numbers.reduce((total, number) => total + number, 0)
  return {
    count: numbers.length,
    min: numbers[0] ?? null,
    max: numbers.at(-1) ?? null,
    avg: numbers.length === 0 ? null : sum / numbers.length,
    sum,
  }
}

function toSpread(numbers: readonly number[], sigma: number): Computed {
  const { count, avg } = toStats(numbers)
  const off = numbers.reduce((total, number) => total + (number - (avg ?? 0)) ** 2, 0)
  const [population, sampling] = [count, count - 1].map((n) => (n > 0 ? off / n : null))
  const root = (variance = null as number | null) => variance && Math.sqrt(variance)
  const at = (variance: number | null | undefined, times: number) =>
    typeof variance !== 'number' || avg === null ? null : avg + Math.sqrt(variance) * times
  return {
    sum_of_squares:
      count === 0 ? null : numbers.reduce((total, number) => total + number * number, 0),
    variance: population,
    variance_population: population,
    variance_sampling: sampling,
    std_deviation: root(population),
    std_deviation_population: root(population),
    std_deviation_sampling: root(sampling),
    std_deviation_bounds: {
      upper: at(population, sigma),
      lower: at(population, -sigma),
      upper_population: at(population, sigma),
      lower_population: at(population, -sigma),
      upper_sampling: at(sampling, sigma),
      lower_sampling: at(sampling, -sigma),
    },
  }
}

function byNumber(
  names: readonly number[],
  compute: (name: number) => number | null,
): Readonly<Record<string, number | null>> {
  const named = names.map((name) => [
    Number.isInteger(name) ? `${name}.0` : String(name),
    compute(name),
  ])
  return Object.fromEntries(named)
}

function quantile(sorted: readonly number[], share: number): number | null {
  const place = share * (sorted.length - 1)
  const low = sorted[Math.floor(place)]
  const high = sorted[Math.ceil(place)]
  return low === undefined || high === undefined ? null : low + (high - low) * (place % 1)
}

function rank(sorted: readonly number[], value: number): number | null {
  if (sorted.length === 0) return null
  const below = sorted.filter((number) => number < value).length
  const equal = sorted.filter((number) => number === value).length
  return (100 * (below + equal / 2)) / sorted.length
}

type TopHits = Extract<MetricAggregation, { readonly kind: 'top_hits' }>

/** Of the sample, all score 1; of each hit its id is shown. */
function toTopHits({ size, sort }: TopHits, rows: readonly SampleEntity[]): Computed {
  const [first] = sort
  const key = (row: SampleEntity) => {
    const [value] = first === undefined ? [] : valuesOf(first.field, row)
    return typeof value === 'number' ? value : undefined
  }
  const sorted = rows.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)]
    if (left === right || left === undefined || right === undefined) {
      return Number(left === undefined) - Number(right === undefined) || (a.id < b.id ? -1 : 1)
    }
    return first?.order === 'asc' ? left - right : right - left
  })
  const score = first === undefined && rows.length > 0 ? 1 : null
  return {
    hits: {
      total: { value: rows.length, relation: 'eq' },
      max_score: score,
      hits: sorted.slice(0, size).map(({ id }) => ({
        _index: 'entities',
        _id: id,
        _score: score,
        _source: { id },
      })),
    },
  }
}
