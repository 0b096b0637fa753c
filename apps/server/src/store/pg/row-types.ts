import { types } from 'pg'

const timestamptz: number = types.builtins.TIMESTAMPTZ

/** How values of rows are read: as the driver does, but for instants, of which each row has several. */
export const rowTypes: { readonly getTypeParser: typeof types.getTypeParser } = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === timestamptz && format !== 'binary') return readInstant
    return format === 'binary' ? types.getTypeParser(oid, format) : types.getTypeParser(oid)
  },
}

const readUnusual = types.getTypeParser(timestamptz)

const pattern = /^([0-9]{4}-[0-9]{2}-[0-9]{2}) ([0-9:]{8}(?:\.[0-9]+)?)([+-][0-9]{2})(:[0-9]{2})?$/

/** Brought into the form that V8 reads by itself; years before 1 and beyond 9999 are left to the driver. */
function readInstant(text: string): unknown {
  const [whole, day, time, hours, minutes = ':00'] = pattern.exec(text) ?? []
  return whole === undefined ? readUnusual(text) : new Date(`${day}T${time}${hours}${minutes}`)
}
