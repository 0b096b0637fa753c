import { type DateParts } from './calendar.ts'
import { parseTimeZone, type TimeZone } from './time-zone.ts'

/** What a text says by a format: an instant, or a time as clocks show it and perhaps its zone. */
type ParsedDate =
  | { readonly kind: 'instant'; readonly time: number }
  | { readonly kind: 'wall'; readonly parts: DateParts; readonly zone?: TimeZone }

/** A format of dates. */
export type DateFormat = {
  readonly parse: (text: string) => ParsedDate | undefined
  /** The text of an instant, in UTC. */
  readonly format: (time: number) => string
}

/** The format of the date fields (contract.md 4.2). */
const defaultFormat = 'strict_date_optional_time||epoch_millis'

const maxFormats = 10

/** Reads a `format` option: names and patterns, the first that fits a text counts. */
export function parseDateFormats(text: string = defaultFormat): readonly DateFormat[] | undefined {
  const texts = text.split('||')
  if (texts.length > maxFormats) return undefined
  const formats = texts.map(parseDateFormat)
  return formats.every((format) => format !== undefined) ? formats : undefined
}

const isoPattern =
  /^(?<year>[0-9]{4})(?:-(?<month>[0-9]{2})(?:-(?<day>[0-9]{2})(?:T(?:(?<hour>[0-9]{2})(?::(?<minute>[0-9]{2})(?::(?<second>[0-9]{2})(?:[.,](?<fraction>[0-9]{1,9}))?)?)?(?<zone>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?)?)?)?$/

const lenientIsoPattern =
  /^(?<year>[0-9]{1,4})(?:-(?<month>[0-9]{1,2})(?:-(?<day>[0-9]{1,2})(?:T(?:(?<hour>[0-9]{1,2})(?::(?<minute>[0-9]{1,2})(?::(?<second>[0-9]{1,2})(?:[.,](?<fraction>[0-9]{1,9}))?)?)?(?<zone>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?)?)?)?$/

const namedFormats: ReadonlyMap<string, DateFormat> = new Map([
  ['epoch_millis', epochFormat(1)],
  ['epoch_second', epochFormat(1_000)],
  ['strict_date_optional_time', patternFormat(isoPattern)],
  ['strict_date_optional_time_nanos', patternFormat(isoPattern)],
  ['iso8601', patternFormat(isoPattern)],
  ['date_optional_time', patternFormat(lenientIsoPattern)],
])

const namedPatterns: ReadonlyMap<string, string> = new Map([
  ['basic_date', 'yyyyMMdd'],
  ['basic_date_time', "yyyyMMdd'T'HHmmss.SSSXX"],
  ['basic_date_time_no_millis', "yyyyMMdd'T'HHmmssXX"],
  ['date', 'yyyy-MM-dd'],
  ['date_hour', "yyyy-MM-dd'T'HH"],
  ['date_hour_minute', "yyyy-MM-dd'T'HH:mm"],
  ['date_hour_minute_second', "yyyy-MM-dd'T'HH:mm:ss"],
  ['date_hour_minute_second_millis', "yyyy-MM-dd'T'HH:mm:ss.SSS"],
  ['date_time', "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"],
  ['date_time_no_millis', "yyyy-MM-dd'T'HH:mm:ssXXX"],
  ['year', 'yyyy'],
  ['year_month', 'yyyy-MM'],
  ['year_month_day', 'yyyy-MM-dd'],
])

function parseDateFormat(text: string): DateFormat | undefined {
  const named = namedFormats.get(text)
  if (named) return named
  const source = namedPatterns.get(text.replace(/^strict_/, '')) ?? text
  const pattern = toPattern(source)
  return pattern && patternFormat(pattern, (time) => formatDate(time, source))
}

function epochFormat(unitMs: number): DateFormat {
  return {
    parse(text) {
      if (!/^-?[0-9]{1,16}(?:\.[0-9]{1,9})?$/.test(text)) return undefined
      return { kind: 'instant', time: Math.floor(Number(text) * unitMs) }
    },
    format: (time) => String(time / unitMs),
  }
}

function patternFormat(pattern: RegExp, format = toIsoText): DateFormat {
  return {
    format,
    parse(text) {
      const groups = pattern.exec(text)?.groups
      const zone = groups?.zone === undefined ? undefined : parseTimeZone(groups.zone)
      if (!groups || (groups.zone !== undefined && !zone)) return undefined
      return { kind: 'wall', parts: toParts(groups), ...(zone && { zone }) }
    },
  }
}

function toParts(groups: Readonly<Record<string, string | undefined>>): DateParts {
  const fraction = groups.fraction?.padEnd(3, '0').slice(0, 3)
  const numbers = Object.entries({ ...groups, millisecond: fraction })
    .filter(([name, digits]) => digits !== undefined && name !== 'zone' && name !== 'fraction')
    .map(([name, digits]) => [name, Number(digits)] as const)
  return { year: 1970, ...Object.fromEntries(numbers) }
}

/** The letters of Java's patterns that dates of a request need. */
const letters: ReadonlyMap<string, string> = new Map([
  ['yyyy', '(?<year>[0-9]{4})'],
  ['uuuu', '(?<year>[0-9]{4})'],
  ['MM', '(?<month>[0-9]{2})'],
  ['M', '(?<month>[0-9]{1,2})'],
  ['dd', '(?<day>[0-9]{2})'],
  ['d', '(?<day>[0-9]{1,2})'],
  ['HH', '(?<hour>[0-9]{2})'],
  ['H', '(?<hour>[0-9]{1,2})'],
  ['mm', '(?<minute>[0-9]{2})'],
  ['m', '(?<minute>[0-9]{1,2})'],
  ['ss', '(?<second>[0-9]{2})'],
  ['s', '(?<second>[0-9]{1,2})'],
  ['X', '(?<zone>Z|[+-][0-9]{2})'],
  ['XX', '(?<zone>Z|[+-][0-9]{4})'],
  ['XXX', '(?<zone>Z|[+-][0-9]{2}:[0-9]{2})'],
  ['Z', '(?<zone>[+-][0-9]{4})'],
])

function toIsoText(time: number): string {
  return new Date(time).toISOString()
}

const pieces = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^]/gu

function formatDate(time: number, pattern: string): string {
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = ''] =
    /^(.{4})-(..)-(..)T(..):(..):(..)\.(...)/.exec(toIsoText(time)) ?? []
  const numbers = new Map(Object.entries({ y: year, u: year, M: month, d: day, H: hour }))
  numbers.set('m', minute).set('s', second).set('S', fraction)
  return pattern.replaceAll(pieces, (piece, quoted?: string) => {
    if (quoted !== undefined) return quoted === '' ? "'" : quoted.replaceAll("''", "'")
    if (/^X+$/.test(piece)) return 'Z'
    if (piece === 'Z') return '+0000'
    const number = numbers.get(piece.charAt(0))
    if (number === undefined) return piece
    if (piece.startsWith('S')) return number.padEnd(piece.length, '0').slice(0, piece.length)
    return piece.length === 1 ? String(Number(number)) : number
  })
}

/** A pattern as an expression of digits and literals: nothing in it repeats without a bound. */
function toPattern(text: string): RegExp | undefined {
  let source = ''
  for (const [piece, quoted] of text.matchAll(pieces)) {
    const fraction = /^S{1,9}$/.test(piece) ? `(?<fraction>[0-9]{${piece.length}})` : undefined
    const letter = letters.get(piece) ?? fraction
    if (letter === undefined && quoted === undefined && /[A-Za-z'[\]{}#]/.test(piece)) {
      return undefined
    }
    const literal = quoted === '' ? "'" : (quoted ?? piece)
    source += letter ?? literal.replaceAll("''", "'").replaceAll(/[^A-Za-z0-9]/gu, escapeChar)
  }
  const names = source.match(/\?<[a-z]+>/g) ?? []
  if (names.length === 0 || new Set(names).size < names.length) return undefined
  return new RegExp(`^${source}$`, 'u')
}

function escapeChar(char: string): string {
  return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`
}
