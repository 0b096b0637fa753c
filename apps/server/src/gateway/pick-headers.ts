import { type IncomingMessage } from 'node:http'
import { AppError } from '@windvane/model'
import { type TObject } from 'typebox'
import { isRepeated } from './is-repeated.ts'

/** Several of these are one list (RFC 9110 section 5.3). */
const lists: ReadonlySet<string> = new Set(['accept', 'if-none-match'])

/** The headers that a schema names. Node joins repeated ones, which nobody meant: they are refused. */
export function pickHeaders(
  { headers, rawHeaders }: IncomingMessage,
  { properties }: TObject,
): Readonly<Record<string, string>> {
  const picked: Record<string, string> = {}
  for (const name of Object.keys(properties)) {
    const value = headers[name]
    if (typeof value !== 'string') continue
    if (!lists.has(name) && isRepeated(rawHeaders, name)) {
      throw new AppError('invalid_request', { reason: `${name} came twice`, param: name })
    }
    picked[name] = value
  }
  return picked
}
