import { defineDataType } from './data-type.ts'

/** A calendar day, `yyyy-mm-dd`. */
export const date = defineDataType({
  name: 'Date',
  maxLength: 10,
  parse: (text) => (isCalendarDay(text) ? text : undefined),
})

/** An instant (RFC 3339) with its offset, the fraction without trailing zeros. */
export const datetime = defineDataType({
  name: 'Datetime',
  maxLength: 64,
  parse(text) {
    const match =
      /^([0-9-]{10})(T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9])(?:\.([0-9]+))?(Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])$/.exec(
        text,
      )
    const [, day = '', time = '', digits = '', zone = ''] = match ?? []
    if (!isCalendarDay(day)) return undefined
    const fraction = digits.slice(0, 9).replace(/0{1,9}$/, '')
    return `${day}${time}${fraction && `.${fraction}`}${/^[+-]00:00$/.test(zone) ? 'Z' : zone}`
  },
})

function isCalendarDay(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  // A day that does not exist either has no time or rolls over into the next month.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
