import { cidr } from './data-types/cidr.ts'
import { type DataType } from './data-types/data-type.ts'
import { email } from './data-types/email.ts'
import { fqdn } from './data-types/fqdn.ts'
import { formatAddress, parseAddress } from './data-types/ip-address.ts'
import { port } from './data-types/port.ts'
import { url } from './data-types/url.ts'

/** The kinds of text that name one thing on a network or one file. */
export type IndicatorKind = 'ip' | 'cidr' | 'email' | 'url' | 'hash' | 'port' | 'domain'

/** A text recognised as an indicator, in its canonical form. */
export type Indicator = { readonly kind: IndicatorKind; readonly text: string }

/** Of longer words in a text nothing is made: the longest indicators are URLs. */
const maxWordLength = 8_192

const hashLengths: ReadonlySet<number> = new Set([32, 40, 56, 64, 96, 128])

/**
 * Recognises an IP address, network, e-mail address, URL, hash, port or domain name; longer texts are
 * not looked at.
 */
export function findIndicator(
  text: string,
  { maxLength = maxWordLength }: { readonly maxLength?: number } = {},
): Indicator | undefined {
  if (text.length > maxLength || !isPlausible(text)) return undefined
  for (const kind of kinds) {
    const canonical = readers[kind](text)
    if (canonical !== undefined) return { kind, text: canonical }
  }
  return undefined
}

const kinds = ['ip', 'cidr', 'url', 'email', 'port', 'hash', 'domain'] as const

const readers: Readonly<Record<IndicatorKind, (text: string) => string | undefined>> = {
  ip: readAddress,
  cidr: (text) => (text.includes('/') ? read(cidr, text) : undefined),
  // The data type also takes paths and `scheme:text`, which say too little to be one token.
  url: (text) => (/^[^/]+:\/\//.test(text) ? read(url, text) : undefined),
  email: (text) => (text.includes('@') ? read(email, text) : undefined),
  port: (text) => (text.includes('/') ? read(port, text) : undefined),
  hash: readHash,
  domain: (text) => read(fqdn, text),
}

/** Every indicator has one of these marks, or is a hash. */
function isPlausible(text: string): boolean {
  return /[.:/@]/.test(text) || hashLengths.has(text.length)
}

function readAddress(text: string): string | undefined {
  const bytes = parseAddress(text)
  return bytes && formatAddress(bytes)
}

function readHash(text: string): string | undefined {
  const isHash = hashLengths.has(text.length) && /^[0-9a-f]+$/i.test(text)
  return isHash ? text.toLowerCase() : undefined
}

function read(dataType: DataType, text: string): string | undefined {
  if (text.length > dataType.maxLength) return undefined
  const value = dataType.parse(text, { privateAddresses: 'accept' })
  return typeof value === 'string' ? value : undefined
}
