import { type DateInterval } from '../aggregation.ts'
import { readTimeZone } from '../dates/date-options.ts'
import { fieldName, flag, readOptions, type Reader } from '../read-json.ts'
import { quote, refuse } from '../refuse.ts'
import { minDocCount } from './bucket-options.ts'
import { defineAggregation } from './define-aggregation.ts'
import { findAggregatedField } from './find-aggregated-field.ts'
import { refuseKeyed } from './refuse-keyed.ts'

type CalendarUnit = Extract<DateInterval, { readonly calendar: string }>['calendar']

const calendarUnits: ReadonlyMap<string, CalendarUnit> = new Map(
  (
    [
      ['second', '1s'],
      ['minute', '1m'],
      ['hour', '1h'],
      ['day', '1d'],
      ['week', '1w'],
      ['month', '1M'],
      ['quarter', '1q'],
      ['year', '1y'],
    ] as const
  ).flatMap(([unit, short]) => [
    [unit, unit],
    [`${unit}s`, unit],
    [short, unit],
  ]),
)

const fixedUnits: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/** A bucket for each interval of a date: `{"field": "lastSeen", "interval": "month"}`. */
export const dateHistogram = defineAggregation({
  name: 'date_histogram',
  hasBuckets: true,
  read(body, at, context) {
    const options = readOptions(body, at, {
      field: fieldName,
      interval: (value, place) => findCalendar(value) ?? readFixed(value, place),
      calendar_interval: readCalendar,
      fixed_interval: readFixed,
      min_doc_count: minDocCount,
      time_zone: readTimeZone,
      keyed: flag,
    })
    refuseKeyed(options.keyed, at)
    const zone = options.time_zone
    if (zone && (zone.kind === 'named' || zone.offsetMs !== 0)) {
      throw refuse(`${at}.time_zone`, 'must be UTC')
    }
    const { interval, calendar_interval: calendar, fixed_interval: fixed } = options
    const [only, ...others] = [interval, calendar, fixed].filter((each) => each !== undefined)
    if (only === undefined || others.length > 0) throw refuse(at, 'must have one interval')
    return {
      kind: 'date_histogram',
      ...findAggregatedField(options.field, { at, context, kinds: ['date'] }),
      interval: only,
      minDocCount: options.min_doc_count ?? 0,
      aggs: context.aggs,
    }
  },
})

function findCalendar(value: unknown): DateInterval | undefined {
  const calendar = typeof value === 'string' ? calendarUnits.get(value) : undefined
  return calendar && { calendar }
}

const readCalendar: Reader<DateInterval> = (value, at) => {
  const found = findCalendar(value)
  if (found) return found
  throw refuse(at, `${quote(value)} is not a calendar interval, such as 1d or month`)
}

function readFixed(value: unknown, at: string): DateInterval {
  const text = typeof value === 'string' ? value : ''
  const [, count, unit = ''] = /^([0-9]{1,9})(ms|s|m|h|d)$/.exec(text) ?? []
  const fixedMs = Number(count ?? 0) * (fixedUnits.get(unit) ?? 0)
  if (fixedMs > 0) return { fixedMs }
  throw refuse(at, `${quote(value)} is not an interval, such as 12h or 7d`)
}
