import { isIP } from 'node:net'
import { AppError } from '@windvane/model'
import { type AddressPolicy } from '../scans/address-policy.ts'
import { deniedPorts } from './denied-ports.ts'

/** The URL a webhook is sent to, fragment dropped; throws `webhook_refused`. */
export function parseDestination(input: string, policy: AddressPolicy): string {
  if (Buffer.byteLength(input) > maximumUrlBytes) throw refused('url is longer than 2048 bytes')
  const url = isPlainHttpUrl(input) && URL.canParse(input) ? new URL(input) : undefined
  if (!url) throw refused('url must be an absolute http or https URL')
  if (url.username !== '' || url.password !== '' || hasAt(input)) {
    throw refused('url must not hold credentials')
  }
  if (!isAllowedPort(url)) throw refused('port not allowed')
  if (isRefusedHost(url.hostname, policy)) throw refused('destination not allowed')
  url.hash = ''
  return url.href
}

const maximumUrlBytes = 2_048

function refused(reason: string): AppError {
  return new AppError('webhook_refused', { reason, param: 'webhook.url' })
}

/**
 * The URL parser repairs much: it drops tabs and line ends, turns `\` into `/`, and reads `http:/x`
 * and `http:x` as `http://x`. What would need repair is refused. A `%` must begin an octet.
 */
function isPlainHttpUrl(input: string): boolean {
  return /^https?:\/\/[^/?#]/i.test(input) && !/[\s\\\p{Cc}]|%(?![0-9a-f]{2})/iu.test(input)
}

function hasAt(input: string): boolean {
  const [authority = ''] = input.slice(input.indexOf('//') + 2).split(/[/?#]/, 1)
  return authority.includes('@')
}

function isAllowedPort({ port }: URL): boolean {
  if (port === '' || port === '80' || port === '443') return true
  return Number(port) >= 1024 && !deniedPorts.has(Number(port))
}

/** Names are resolved and judged at delivery; `localhost` is no name but loopback (RFC 6761 6.3). */
function isRefusedHost(hostname: string, policy: AddressPolicy): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')
  if (host === 'localhost' || host.endsWith('.localhost')) {
    return policy.refusal('127.0.0.1') !== undefined
  }
  return (isIP(host) === 0 ? policy.nameRefusal(host) : policy.refusal(host)) !== undefined
}
