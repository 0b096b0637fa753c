/** A time as clocks show it, from the year down; what was not said is absent. */
export type DateParts = {
  readonly year: number
  readonly month?: number
  readonly day?: number
  readonly hour?: number
  readonly minute?: number
  readonly second?: number
  readonly millisecond?: number
}

/** The units of date math. */
export type DateUnit = 'y' | 'M' | 'w' | 'd' | 'h' | 'm' | 's'

/** The begin of year 1 and the end of year 9999; what is beyond is taken as these. */
const minInstant = -62_135_596_800_000
const maxInstant = Date.UTC(9_999, 11, 31, 23, 59, 59, 999)

const fixedUnits: ReadonlyMap<DateUnit, number> = new Map([
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
])

/**
 * The time of the parts, as if in UTC; undefined where no calendar has them. Absent parts are the
 * first, or with `isLast` the last that there are.
 */
export function fromParts(parts: DateParts, options: { isLast: boolean }): number | undefined {
  const { isLast } = options
  const { year, month = isLast ? 12 : 1 } = parts
  if (year < 0 || year > 9_999 || month < 1 || month > 12) return undefined
  const days = daysIn(year, month)
  const { day = isLast ? days : 1, hour = isLast ? 23 : 0, minute = isLast ? 59 : 0 } = parts
  const { second = isLast ? 59 : 0, millisecond = isLast ? 999 : 0 } = parts
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59) return undefined
  return toTime(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1_000 + millisecond
}

/** Adds units to a time; the day of a shorter month is its last. */
export function addUnits(time: number, count: number, unit: DateUnit): number {
  const fixed = fixedUnits.get(unit)
  if (fixed !== undefined) return clampInstant(time + count * fixed)
  if (unit === 'd' || unit === 'w') {
    return clampInstant(time + count * (unit === 'd' ? 1 : 7) * 86_400_000)
  }
  const date = new Date(time)
  const months = date.getUTCFullYear() * 12 + date.getUTCMonth() + count * (unit === 'y' ? 12 : 1)
  const year = Math.floor(months / 12)
  if (year < 1) return minInstant
  if (year > 9_999) return maxInstant
  const month = months - year * 12
  const day = Math.min(date.getUTCDate(), daysIn(year, month + 1))
  const rest = time - Math.floor(time / 86_400_000) * 86_400_000
  return toTime(year, month, day) + rest
}

/** The begin of the unit that a time is in; weeks begin on Monday. */
export function startOf(time: number, unit: DateUnit): number {
  const fixed = fixedUnits.get(unit)
  if (fixed !== undefined) return Math.floor(time / fixed) * fixed
  const date = new Date(time)
  const year = date.getUTCFullYear()
  if (unit === 'y') return toTime(year, 0, 1)
  if (unit === 'M') return toTime(year, date.getUTCMonth(), 1)
  const day = Math.floor(time / 86_400_000)
  // 1970 began on a Thursday.
  const sinceMonday = unit === 'w' ? (((day + 3) % 7) + 7) % 7 : 0
  return (day - sinceMonday) * 86_400_000
}

/** A time within the years that can be stored. */
export function clampInstant(time: number): number {
  return Math.min(maxInstant, Math.max(minInstant, time))
}

function toTime(year: number, month: number, day: number): number {
  const date = new Date(0)
  // Date.UTC takes years below 100 as of the twentieth century.
  date.setUTCFullYear(year, month, day)
  return date.getTime()
}

function daysIn(year: number, month: number): number {
  return new Date(toTime(year, month, 0)).getUTCDate()
}
