import { AppError } from '@windvane/model'
import { type IncomingMessage } from 'node:http'

/** What a request shows of itself. Only these three headers are ever read for identity. */
export type ShownCredential =
  | { readonly kind: 'key-pair'; readonly apiKey: string; readonly apiSecret: string }
  | { readonly kind: 'bearer'; readonly token: string }

/** `undefined` when there is none. A key pair wins over a bearer; half a pair is refused. */
export function readCredential(message: IncomingMessage): ShownCredential | undefined {
  refuseRepeated(message.rawHeaders)
  const { 'api-key': apiKey, 'api-secret': apiSecret, authorization } = message.headers
  if (apiKey !== undefined || apiSecret !== undefined) {
    if (typeof apiKey !== 'string' || typeof apiSecret !== 'string') throw refused()
    return { kind: 'key-pair', apiKey, apiSecret }
  }
  if (authorization === undefined) return undefined
  return { kind: 'bearer', token: authorization.replace(/^bearer +/i, '') }
}

const credentialHeaders = new Set(['authorization', 'api-key', 'api-secret'])

/** Node joins or drops repeated headers, and a proxy in front may choose otherwise. */
function refuseRepeated(rawHeaders: readonly string[]): void {
  let seen = ''
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    // The lengths of the three names: the common header costs no lower-casing.
    if (name.length !== 7 && name.length !== 10 && name.length !== 13) continue
    const lower = name.toLowerCase()
    if (!credentialHeaders.has(lower)) continue
    if (seen.includes(lower)) throw refused()
    seen += `${lower},`
  }
}

function refused(): AppError {
  return new AppError('authentication_required')
}
