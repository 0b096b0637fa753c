import { type Field, type MetricAggregation } from '@windvane/model'
import { type SearchedRecord } from './field-values.ts'
import { figuresOf, print } from './figures.ts'

type Reply = { readonly [name: string]: unknown }

/** The figures of some hits as a reply has them, worked out the plain way. */
export function evaluateMetric(
  agg: Exclude<MetricAggregation, { readonly kind: 'top_hits' }>,
  hits: readonly SearchedRecord[],
): Reply {
  const { field } = agg
  const all = hits.flatMap((record) => figuresOf(field, record))
  const numbers = all.map(Number).toSorted((a, b) => a - b)
  const count = numbers.length
  const sum = numbers.reduce((total, number) => total + number, 0)
  const squares = numbers.reduce((total, number) => total + number ** 2, 0)
  const [min, max] = [numbers.at(0) ?? null, numbers.at(-1) ?? null]
  const avg = count === 0 ? null : sum / count
  const figure = (name: string, value: number | null) => printFigure(name, value, field)
  const stats = {
    count,
    ...figure('min', min),
    ...figure('max', max),
    ...figure('avg', avg),
    ...figure('sum', sum),
  }
  switch (agg.kind) {
    case 'value_count':
      return { value: all.length }
    case 'cardinality':
      return { value: new Set(all).size }
    case 'avg':
      return figure('value', avg)
    case 'sum':
      return figure('value', sum)
    case 'min':
      return figure('value', min)
    case 'max':
      return figure('value', max)
    case 'stats':
      return stats
    case 'extended_stats':
      return { ...stats, ...toSpread({ count, sum, squares }, agg.sigma) }
    case 'percentiles': {
      const entries = agg.percents.map((percent) =>
        figure(toKey(percent), quantile(numbers, percent)),
      )
      return { values: Object.assign({}, ...entries) }
    }
    case 'percentile_ranks': {
      const ranks = agg.values.map((value) => {
        const below = numbers.filter((number) => number < value).length
        const upTo = numbers.filter((number) => number <= value).length
        return [toKey(value), count === 0 ? null : (50 * (below + upTo)) / count]
      })
      return { values: Object.fromEntries(ranks) }
    }
  }
}

/** Between the two nearest numbers, as far as the percentage is. */
function quantile(sorted: readonly number[], percent: number): number | null {
  const place = (percent / 100) * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  if (low === undefined || high === undefined) return null
  return low + (high - low) * (place - Math.floor(place))
}

function toSpread(
  {
    count,
    sum,
    squares,
  }: { readonly count: number; readonly sum: number; readonly squares: number },
  sigma: number,
): Reply {
  const variance = (divisor: number) =>
    divisor > 0 ? Math.max(0, (squares - sum ** 2 / count) / divisor) : null
  const deviation = (of: number | null) => (of === null ? null : Math.sqrt(of))
  const bound = (of: number | null, side: 1 | -1) =>
    of === null ? null : sum / count + side * sigma * of
  const [population, sampling] = [variance(count), variance(count - 1)]
  const [wide, narrow] = [deviation(population), deviation(sampling)]
  return {
    sum_of_squares: count === 0 ? null : squares,
    variance: population,
    variance_population: population,
    variance_sampling: sampling,
    std_deviation: wide,
    std_deviation_population: wide,
    std_deviation_sampling: narrow,
    std_deviation_bounds: {
      upper: bound(wide, 1),
      lower: bound(wide, -1),
      upper_population: bound(wide, 1),
      lower_population: bound(wide, -1),
      upper_sampling: bound(narrow, 1),
      lower_sampling: bound(narrow, -1),
    },
  }
}

function printFigure(name: string, value: number | null, field: Field | undefined): Reply {
  if (value === null || (field?.kind !== 'date' && field?.kind !== 'boolean')) {
    return { [name]: value }
  }
  return { [name]: value, [`${name}_as_string`]: print(value, field) }
}

/** Numbers as keys have a fraction: `1.0`. */
function toKey(number: number): string {
  return Number.isInteger(number) ? `${number}.0` : String(number)
}
