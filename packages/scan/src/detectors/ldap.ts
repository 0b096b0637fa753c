import { type DerElement, readDer, readDerChildren } from '../tls/read-der.ts'
import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { send, startTls } from './steps.ts'

/** LDAP (RFC 4511): the root DSE (RFC 4512 5.1), then StartTLS when offered. Never binds. */
export const ldap = defineDetector({
  id: 'ldap',
  title: 'Lightweight Directory Access Protocol',
  transport: 'tcp',
  ports: [389, 3268],
  tlsPorts: [636, 3269],
  prevalence: 30,
  maxConnections: 1,
  *detect({ tunnel }) {
    const reply = yield send(searchRootDse(), { until: hasDone, timeoutMs: 2000 })
    const attributes = readEntry(reply.bytes)
    if (!attributes) return undefined
    const extensions = attributes.get('supportedextension') ?? []
    const isOffered = tunnel === 'none' && extensions.includes(startTlsOid)
    const hasTls = isOffered && (yield* askForTls())
    if (hasTls) yield startTls()
    return toMatch(attributes, hasTls)
  },
  startTls: askForTls,
})

const startTlsOid = '1.3.6.1.4.1.1466.20037'
const [integer, octetString, enumerated, sequence] = [0x02, 0x04, 0x0a, 0x30]
const searchRequest = 0x63
const searchResultEntry = 0x64
const searchResultDone = 0x65
const extendedRequest = 0x77
const extendedResponse = 0x78

/** All user attributes and the operational ones we name. */
const wanted = [
  '*',
  'namingContexts',
  'vendorName',
  'vendorVersion',
  'supportedLDAPVersion',
  'supportedSASLMechanisms',
  'supportedExtension',
  'dnsHostName',
]

function searchRootDse(): Buffer {
  const attributes = wanted.map((name) => tagged(octetString, Buffer.from(name)))
  const search = tagged(
    searchRequest,
    tagged(octetString, Buffer.alloc(0)),
    tagged(enumerated, Buffer.from([0])),
    tagged(enumerated, Buffer.from([0])),
    tagged(integer, Buffer.from([0])),
    tagged(integer, Buffer.from([0])),
    tagged(0x01, Buffer.from([0])),
    tagged(0x87, Buffer.from('objectClass')),
    tagged(sequence, ...attributes),
  )
  return tagged(sequence, tagged(integer, Buffer.from([1])), search)
}

/** The message number may be any that is not in use (RFC 4511 4.1.1.1). */
function* askForTls(): DetectorSteps<boolean> {
  const request = tagged(extendedRequest, tagged(0x80, Buffer.from(startTlsOid)))
  const message = tagged(sequence, tagged(integer, Buffer.from([2])), request)
  const reply = yield send(message, { until: (bytes) => readDer(bytes, 0) !== undefined })
  const response = operations(reply.bytes).find(({ tag }) => tag === extendedResponse)
  const result = response && readDerChildren(reply.bytes, response)[0]
  return result !== undefined && reply.bytes[result.contentStart] === 0
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const length =
    content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

/** The operations of the messages that have arrived whole. */
function operations(bytes: Buffer): readonly DerElement[] {
  const found: DerElement[] = []
  let message = readDer(bytes, 0)
  while (message && message.tag === sequence && found.length < 16) {
    const operation = readDerChildren(bytes, message)[1]
    if (operation) found.push(operation)
    message = readDer(bytes, message.end)
  }
  return found
}

function hasDone(bytes: Buffer): boolean {
  return operations(bytes).some(({ tag }) => tag === searchResultDone)
}

type Attributes = ReadonlyMap<string, readonly string[]>

/** Attributes by lower-case name; an empty map when the server only told a result. */
function readEntry(bytes: Buffer): Attributes | undefined {
  const answers = operations(bytes)
  const entry = answers.find(({ tag }) => tag === searchResultEntry)
  if (!entry) return answers.some(({ tag }) => tag === searchResultDone) ? new Map() : undefined
  const list = readDerChildren(bytes, entry)[1]
  const attributes = list ? readDerChildren(bytes, list) : []
  return new Map(attributes.map((attribute) => readAttribute(bytes, attribute)))
}

function readAttribute(bytes: Buffer, attribute: DerElement): readonly [string, readonly string[]] {
  const text = ({ contentStart, end }: DerElement) => bytes.toString('utf8', contentStart, end)
  const [type, values] = readDerChildren(bytes, attribute)
  const texts = values
    ? readDerChildren(bytes, values).map((value) => text(value).slice(0, 500))
    : []
  return [type ? text(type).toLowerCase() : '', texts]
}

function toMatch(attributes: Attributes, hasTls: boolean): Match {
  const vendor = nameVendor(attributes)
  const hostname = attributes.get('dnshostname')?.[0]
  return {
    service: 'ldap',
    confidence: 100,
    evidence:
      attributes.size > 0 ? `root DSE of ${attributes.size} attributes` : 'search is answered',
    clues: vendor === undefined ? [] : [{ field: 'ldap.vendor', text: vendor }],
    ...(hostname === undefined ? {} : { hostname: hostname.toLowerCase() }),
    extra: {
      namingContexts: attributes.get('namingcontexts'),
      ldapVersions: attributes.get('supportedldapversion'),
      saslMechanisms: attributes.get('supportedsaslmechanisms'),
      vendorVersion: attributes.get('vendorversion')?.[0],
      hasTls,
    },
  }
}

function nameVendor(attributes: Attributes): string | undefined {
  if (attributes.get('objectclass')?.includes('OpenLDAProotDSE')) return 'OpenLDAP'
  if (attributes.has('rootdomainnamingcontext')) return 'Microsoft Active Directory'
  return attributes.get('vendorname')?.[0]
}
