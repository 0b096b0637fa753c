import { type DateInterval } from '@windvane/model'
import { toIso } from '../to-iso.ts'
import { defineBuckets } from './define-buckets.ts'
import { fillGaps } from './fill-gaps.ts'

/** One bucket per interval of time, from its first millisecond in UTC. */
export const dateHistogram = defineBuckets({
  kind: 'date_histogram',
  split: ({ field, interval, minDocCount }, columns) => {
    const column = columns.field(field, 'float8')
    const value = column.form === 'float8' ? column.sql : 'NULL::float8'
    const key =
      'fixedMs' in interval
        ? roundDown(value, columns.parameters.add(interval.fixedMs))
        : startOf(value, columns.parameters.add(interval.calendar))
    return {
      keys: [key],
      where: `${value} IS NOT NULL`,
      minDocCount: Math.max(1, minDocCount),
      toJson: (buckets) => ({
        buckets: fillGaps(buckets, {
          minDocCount,
          next: (from) => nextStart(from, interval),
          predict: (first, last) => Math.floor((last - first) / longestMs(interval)) + 1,
        }).map(({ key: ms, count, aggs }) => ({
          key: ms,
          key_as_string: toIso(ms),
          doc_count: count,
          ...aggs,
        })),
      }),
    }
  },
})

function roundDown(value: string, fixedMs: string): string {
  return `floor(${value} / ${fixedMs}::float8) * ${fixedMs}::float8`
}

function startOf(value: string, unit: string): string {
  const start = `date_trunc(${unit}::text, to_timestamp(${value} / 1000), 'UTC')`
  return `round(date_part('epoch', ${start}) * 1000)`
}

const second = 1_000
const day = 86_400 * second

const calendarMs = {
  second,
  minute: 60 * second,
  hour: 3_600 * second,
  day,
  week: 7 * day,
  month: 31 * day,
  quarter: 92 * day,
  year: 366 * day,
}

const calendarMonths: Readonly<Record<string, number>> = { month: 1, quarter: 3, year: 12 }

function longestMs(interval: DateInterval): number {
  return 'fixedMs' in interval ? interval.fixedMs : calendarMs[interval.calendar]
}

function nextStart(from: number, interval: DateInterval): number {
  const months = 'calendar' in interval ? calendarMonths[interval.calendar] : undefined
  if (months === undefined) return from + longestMs(interval)
  const date = new Date(from)
  return date.setUTCMonth(date.getUTCMonth() + months)
}
