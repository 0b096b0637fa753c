import { AppError } from '@windvane/model'
import { type WebhookHeader } from './parse-webhook.ts'

/** The caller's headers unchanged, if every one of them may be sent; throws `webhook_refused`. */
export function parseHeaders(headers: readonly WebhookHeader[]): readonly WebhookHeader[] {
  if (headers.length > maximumHeaders) throw refused(`more than ${maximumHeaders} headers`)
  const seen = new Set<string>()
  for (const { key, value } of headers) {
    const name = key.toLowerCase()
    if (!isFieldName(key)) throw refused('invalid header name')
    if (isReserved(name)) throw refused('header not allowed')
    if (seen.has(name)) throw refused('header given twice')
    if (!isFieldValue(value)) throw refused('invalid header value')
    seen.add(name)
  }
  return headers
}

// reliability.md 2.7
const maximumHeaders = 20
const maximumNameLength = 128
const maximumValueLength = 4_096

function refused(reason: string): AppError {
  return new AppError('webhook_refused', { reason, param: 'webhook.headers' })
}

/** RFC 9110 section 5.6.2. */
function isFieldName(name: string): boolean {
  return name.length <= maximumNameLength && /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)
}

/** RFC 9110 section 5.5, with obs-text as Latin-1. */
function isFieldValue(value: string): boolean {
  return value.length <= maximumValueLength && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
}

function isReserved(name: string): boolean {
  return reserved.has(name) || name.startsWith('webhook-') || name.startsWith('proxy-')
}

const reserved = new Set([
  // framing and connection (RFC 9110 sections 7.6, 8.6, 10.1; RFC 9112)
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'keep-alive',
  'http2-settings',
  // what the message itself says
  'content-type',
  'content-encoding',
  'accept-encoding',
  // what clouds take for proof that a request to their metadata service is meant
  'metadata',
  'metadata-flavor',
  'x-google-metadata-request',
  'x-aws-ec2-metadata-token',
  'x-aws-ec2-metadata-token-ttl-seconds',
  'x-identity-header',
])
