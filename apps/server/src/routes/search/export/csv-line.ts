import { type AttributeValue } from '@windvane/model'

export type CsvValue = AttributeValue | readonly string[] | undefined

/** One record of CSV (RFC 4180). Lists are joined by semicolons; what is absent is empty. */
export function toCsvLine(values: readonly CsvValue[]): string {
  return `${values.map(toField).join(',')}\r\n`
}

function toField(value: CsvValue): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const text = typeof value === 'object' ? value.join(';') : String(value)
  const harmless = text.replace(formulaStart, "'$&")
  return needsQuotes.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** Spreadsheets compute what begins so; behind an apostrophe they show it. */
const formulaStart = /^[=+\-@\t\r]/

/** Semicolons and tabs separate fields where commas are decimal marks: what follows could compute. */
const needsQuotes = /[",;\t\r\n]/
