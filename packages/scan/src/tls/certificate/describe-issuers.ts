import { type DerElement, readDer, readDerChildren } from '../read-der.ts'
import { contentOf } from './read-certificate.ts'
import { readObjectId } from './read-object-id.ts'

const maxNames = 100

/** Writes distinguished names in DER (RFC 5280 4.1.2.4) as text: `O=Example, CN=Example Root`. */
export function describeIssuers(names: readonly Buffer[]): readonly string[] {
  return names.slice(0, maxNames).map(describeName)
}

/** The short names of RFC 4519; others are written as numbers. */
const attributes: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.97': 'organizationIdentifier',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '0.9.2342.19200300.100.1.25': 'DC',
}

function describeName(name: Buffer): string {
  const sequence = readDer(name, 0)
  const sets = sequence ? readDerChildren(name, sequence) : []
  const pairs = sets.flatMap((set) =>
    readDerChildren(name, set).map((pair) => describe(name, pair)),
  )
  return pairs.join(', ').replace(/\p{C}/gu, ' ').slice(0, 500)
}

/** BMPString, the one kind of text that is not a superset of ASCII. */
const bmpString = 0x1e

function describe(bytes: Buffer, pair: DerElement): string {
  const [type, value] = readDerChildren(bytes, pair)
  const id = type ? readObjectId(contentOf(bytes, type)) : ''
  const content = value ? contentOf(bytes, value) : Buffer.alloc(0)
  const isWide = value?.tag === bmpString && content.length % 2 === 0
  const text = isWide ? Buffer.from(content).swap16().toString('utf16le') : content.toString('utf8')
  return `${attributes[id] ?? id}=${text}`
}
