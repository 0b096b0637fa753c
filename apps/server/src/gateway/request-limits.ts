import { type IncomingMessage } from 'node:http'
import { AppError } from '@windvane/model'
import { type FastifyRequest } from 'fastify'
import { isRepeated } from './is-repeated.ts'

/** Limits of reliability.md 2.7. */
export const maxHeaderBytes = 16_384
export const maxHeaders = 100
const maxRequestLine = 8_192

/** `GET  HTTP/1.1` and the like around the URL. */
const restOfLine = 16

export function checkRequestLimits({ raw }: FastifyRequest): void {
  if ((raw.url?.length ?? 0) + restOfLine > maxRequestLine) throw new AppError('url_too_long')
  if (raw.rawHeaders.length > maxHeaders * 2) throw new AppError('headers_too_large')
  if (!hasOneHost(raw)) throw new AppError('malformed_request')
}

/** RFC 9112 section 3.2: exactly one Host, and nothing but a host and a port in it. */
function hasOneHost({ httpVersion, headers, rawHeaders }: IncomingMessage): boolean {
  if (headers.host === undefined) return httpVersion === '1.0'
  return hostForm.test(headers.host) && !isRepeated(rawHeaders, 'host')
}

const hostForm = /^[\w.:[\]%~-]{0,255}$/

/** JSON in UTF-8, plain; a body without a Content-Type is taken for it (contract.md 1.6). */
export function checkMediaType({ headers }: FastifyRequest): void {
  const encoding = headers['content-encoding'] ?? 'identity'
  const type = headers['content-type'] ?? 'application/json'
  if (encoding !== 'identity' || !isUtf8Json(type)) throw new AppError('unsupported_media_type')
}

function isUtf8Json(type: string): boolean {
  if (type === 'application/json') return true
  const [essence = '', ...parameters] = type.toLowerCase().split(';')
  if (essence.trim() !== 'application/json') return false
  return parameters.every((parameter) => {
    const [name = '', value = ''] = parameter.trim().split('=')
    return name !== 'charset' || /^"?utf-?8"?$/.test(value)
  })
}
