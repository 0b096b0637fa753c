import { type Reader, text } from '../read-json.ts'
import { quote, refuse } from '../refuse.ts'
import { type DateFormat, parseDateFormats } from './date-format.ts'
import { parseTimeZone, type TimeZone } from './time-zone.ts'

/** Reads a `format` option. */
export const readDateFormats: Reader<readonly DateFormat[]> = (value, at) => {
  const formats = parseDateFormats(text(value, at))
  if (formats) return formats
  throw refuse(at, `${quote(value)} is not a date format`)
}

/** Reads a `time_zone` option. */
export const readTimeZone: Reader<TimeZone> = (value, at) => {
  const zone = parseTimeZone(text(value, at))
  if (zone) return zone
  throw refuse(at, `${quote(value)} is not a time zone`)
}
