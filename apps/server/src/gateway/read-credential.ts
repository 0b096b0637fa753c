import { type IncomingMessage } from 'node:http'
import { AppError } from '@windvane/model'
import { isRepeated } from './is-repeated.ts'

/** What a request shows of itself. Only these three headers are ever read for identity. */
export type ShownCredential =
  | { readonly kind: 'key-pair'; readonly apiKey: string; readonly apiSecret: string }
  | { readonly kind: 'bearer'; readonly token: string }

/** `undefined` when there is none. A key pair wins over a bearer; half a pair is refused. */
export function readCredential(message: IncomingMessage): ShownCredential | undefined {
  if (credentialHeaders.some((name) => isRepeated(message.rawHeaders, name))) throw refused()
  const { 'api-key': apiKey, 'api-secret': apiSecret, authorization } = message.headers
  if (apiKey !== undefined || apiSecret !== undefined) {
    if (typeof apiKey !== 'string' || typeof apiSecret !== 'string') throw refused()
    return { kind: 'key-pair', apiKey, apiSecret }
  }
  if (authorization === undefined) return undefined
  return { kind: 'bearer', token: authorization.replace(/^bearer +/i, '') }
}

/** Node joins or drops repeated headers, and a proxy in front may choose otherwise. */
const credentialHeaders = ['authorization', 'api-key', 'api-secret'] as const

function refused(): AppError {
  return new AppError('authentication_required')
}
