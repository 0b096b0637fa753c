import { bounded } from '../bounded.ts'
import { type Column } from '../columns.ts'
import { type Json, type JsonObject } from '../json.ts'
import { numbersOf } from './define-metric.ts'
import { toFigure } from './to-figure.ts'

/** What the statistics of numbers are computed from; without numbers there is no extreme. */
export type Moments = {
  readonly count: number
  readonly min: number | null
  readonly max: number | null
  readonly sum: number
  readonly squares: number
}

export function selectMoments(column: Column): readonly string[] {
  const number = numbersOf(column)
  const small = bounded(number)
  return [
    `count(${number})`,
    `min(${number})`,
    `max(${number})`,
    `sum(${small})`,
    `sum((${small}) ^ 2)`,
  ]
}

export function readMoments(values: readonly Json[]): Moments {
  const [count, min, max, sum, squares] = values.map((value) =>
    typeof value === 'number' ? value : null,
  )
  return {
    count: count ?? 0,
    min: min ?? null,
    max: max ?? null,
    sum: sum ?? 0,
    squares: squares ?? 0,
  }
}

/** The members of `stats`, which `extended_stats` begins with. */
export function toStats({ count, min, max, sum }: Moments, column: Column): JsonObject {
  return {
    count,
    ...toFigure('min', min, column),
    ...toFigure('max', max, column),
    ...toFigure('avg', count === 0 ? null : sum / count, column),
    ...toFigure('sum', sum, column),
  }
}
