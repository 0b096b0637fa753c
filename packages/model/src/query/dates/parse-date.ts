import { addUnits, clampInstant, type DateUnit, fromParts, startOf } from './calendar.ts'
import { type DateFormat } from './date-format.ts'
import { type TimeZone, toInstant, toWall, utc } from './time-zone.ts'

export type DateOptions = {
  readonly now: Date
  readonly formats: readonly DateFormat[]
  readonly zone?: TimeZone
  /** Whether the end of what the text names is meant, such as the last millisecond of a day. */
  readonly isRoundedUp: boolean
}

/**
 * Reads a date of a request with its date math: `2022-05-18`, `now-24h`, `now/d`, `2022-05-18||+1M/d`;
 * in milliseconds since 1970, undefined for anything else.
 */
export function parseDate(text: string, options: DateOptions): number | undefined {
  if (text.startsWith('now')) {
    return applyMath(options.now.getTime(), text.slice('now'.length), options)
  }
  const bar = text.indexOf('||')
  if (bar === -1) return parseAnchor(text, options)
  const anchor = parseAnchor(text.slice(0, bar), { ...options, isRoundedUp: false })
  return anchor === undefined ? undefined : applyMath(anchor, text.slice(bar + 2), options)
}

/** How many operators of date math a text may have at the most. */
export function countDateMath(text: string): number {
  const start = text.startsWith('now') ? 0 : text.indexOf('||')
  return start === -1 ? 0 : (text.slice(start).match(/[+\-/]/g)?.length ?? 0)
}

function parseAnchor(text: string, options: DateOptions): number | undefined {
  for (const format of options.formats) {
    const parsed = format.parse(text)
    if (parsed?.kind === 'instant') return clampInstant(parsed.time)
    if (parsed === undefined) continue
    const wall = fromParts(parsed.parts, { isLast: options.isRoundedUp })
    if (wall === undefined) continue
    return clampInstant(toInstant(wall, parsed.zone ?? options.zone ?? utc))
  }
  return undefined
}

function applyMath(start: number, math: string, options: DateOptions): number | undefined {
  const pattern = /(?:([+-])([0-9]{1,9})?|\/1?)([yMwdhHms])/y
  let time = start
  while (pattern.lastIndex < math.length) {
    const match = pattern.exec(math)
    if (!match) return undefined
    const [, sign, digits = '1', letter] = match
    // The pattern takes these letters alone, and H is another word for h.
    const unit = (letter === 'H' ? 'h' : letter) as DateUnit
    const count = sign === undefined ? undefined : Number(`${sign}${digits}`)
    time = count === undefined ? round(time, unit, options) : add(time, count, { unit, ...options })
  }
  return clampInstant(time)
}

function add(
  time: number,
  count: number,
  { unit, zone = utc }: { readonly unit: DateUnit; readonly zone?: TimeZone },
): number {
  // Hours are as long as hours; days begin when the clocks say so.
  if (unit === 'h' || unit === 'm' || unit === 's') return addUnits(time, count, unit)
  return toInstant(addUnits(toWall(time, zone), count, unit), zone)
}

function round(time: number, unit: DateUnit, { zone = utc, isRoundedUp }: DateOptions): number {
  const start = startOf(toWall(time, zone), unit)
  if (!isRoundedUp) return toInstant(start, zone)
  return toInstant(addUnits(start, 1, unit), zone) - 1
}
