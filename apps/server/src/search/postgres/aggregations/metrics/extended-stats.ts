import { type JsonObject } from '../json.ts'
import { defineMetric } from './define-metric.ts'
import { type Moments, readMoments, selectMoments, toStats } from './moments.ts'

/** The statistics with squares, variances, deviations and the bounds `sigma` deviations away. */
export const extendedStats = defineMetric({
  kind: 'extended_stats',
  compute: ({ field, sigma }, columns) => {
    const column = columns.field(field, 'float8')
    return {
      values: selectMoments(column),
      toJson: (values) => {
        const moments = readMoments(values)
        return { ...toStats(moments, column), ...toSpread(moments, sigma) }
      },
    }
  },
})

/** `variance` is that of the population; of a sample of one there is none. */
function toSpread(moments: Moments, sigma: number): JsonObject {
  const { count, squares } = moments
  const population = varianceOf(moments, count)
  const sampling = varianceOf(moments, count - 1)
  const deviation = root(population)
  const samplingDeviation = root(sampling)
  return {
    sum_of_squares: count === 0 ? null : squares,
    variance: population,
    variance_population: population,
    variance_sampling: sampling,
    std_deviation: deviation,
    std_deviation_population: deviation,
    std_deviation_sampling: samplingDeviation,
    std_deviation_bounds: {
      upper: bound(moments, deviation, sigma),
      lower: bound(moments, deviation, -sigma),
      upper_population: bound(moments, deviation, sigma),
      lower_population: bound(moments, deviation, -sigma),
      upper_sampling: bound(moments, samplingDeviation, sigma),
      lower_sampling: bound(moments, samplingDeviation, -sigma),
    },
  }
}

/** Not below zero, where rounding would put it. */
function varianceOf({ count, sum, squares }: Moments, divisor: number): number | null {
  if (divisor <= 0) return null
  return Math.max(0, (squares - (sum * sum) / count) / divisor)
}

function root(variance: number | null): number | null {
  return variance === null ? null : Math.sqrt(variance)
}

function bound({ count, sum }: Moments, deviation: number | null, sigma: number): number | null {
  return deviation === null ? null : sum / count + deviation * sigma
}
