import { type HttpRecord } from '@windvane/model'

import { type HttpPage } from '../detectors/http-page.ts'

/** Reads security.txt (RFC 9116 2.5); undefined for what is none: it must name a contact. */
export function parseSecurityTxt(
  { status, text }: HttpPage,
  now: Date,
): HttpRecord['securityTxt'] | undefined {
  if (status !== 200) return undefined
  const fields = text.split('\n', maxLines).map(toField)
  const valuesOf = (wanted: string) =>
    fields.flatMap(([name, value]) => (name === wanted && value ? [value] : []))
  const contacts = valuesOf('contact').slice(0, maxContacts)
  const [expires] = valuesOf('expires')
  if (contacts.length === 0) return undefined
  const end = expires === undefined ? Number.NaN : Date.parse(expires)
  return {
    contacts,
    ...(expires === undefined ? {} : { expires }),
    ...(Number.isNaN(end) ? {} : { isExpired: end < now.getTime() }),
  }
}

const maxLines = 500
const maxContacts = 20
const maxValue = 300

function toField(line: string): readonly [name: string, value: string] {
  if (line.startsWith('#')) return ['', '']
  const colon = line.slice(0, 1000).indexOf(':')
  const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase()
  return [name, line.slice(colon + 1, colon + 1 + maxValue).trim()]
}
