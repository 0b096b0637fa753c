import { type DerElement, readDer, readDerChildren } from '../tls/read-der.ts'
import { defineDetector, type Match } from './define-detector.ts'
import { readDnsName } from './dns-message.ts'
import { send } from './steps.ts'
import { writeBer, writeBerInteger } from './write-ber.ts'

/**
 * LDAP over UDP, as domain controllers speak it ([MS-ADTS] 3.1.1.3.1.6): the root DSE (RFC 4512 5.1),
 * then the ping by which clients find their controller ([MS-ADTS] 6.3.3). Never binds.
 */
export const ldapUdp = defineDetector({
  id: 'ldap-udp',
  title: 'Lightweight Directory Access Protocol over UDP',
  transport: 'udp',
  ports: [389],
  prevalence: 55,
  maxConnections: 1,
  *detect() {
    const root = readAnswer((yield send(search(anything, wanted))).bytes)
    if (!root) return undefined
    const ping = readAnswer((yield send(search(versionFilter, ['Netlogon']))).bytes)
    return toMatch(root, parseNetlogon(ping?.get('netlogon')?.[0]))
  },
})

const [octetString, sequence] = [0x04, 0x30]
const [searchRequest, searchEntry, searchDone, searchReference] = [0x63, 0x64, 0x65, 0x73]
const messageId = 1

const wanted = [
  'namingContexts',
  'defaultNamingContext',
  'rootDomainNamingContext',
  'dnsHostName',
  'serverName',
  'vendorName',
  'supportedLDAPVersion',
  'supportedSASLMechanisms',
]

/** `(objectClass=*)`, and `(&(NtVer=6))`: the version of the ping that is answered in names. */
const anything = writeBer(0x87, Buffer.from('objectClass'))
const pingVersion = writeBer(octetString, Buffer.from([6, 0, 0, 0]))
const versionFilter = writeBer(0xa0, writeBer(0xa3, text('NtVer'), pingVersion))

function text(value: string): Buffer {
  return writeBer(octetString, Buffer.from(value))
}

/** A search of the root alone, without limits (RFC 4511 4.5.1). */
function search(filter: Buffer, attributes: readonly string[]): Buffer {
  const [baseObject, neverDereference] = [Buffer.from([0]), Buffer.from([0])]
  const request = writeBer(
    searchRequest,
    text(''),
    writeBer(0x0a, baseObject),
    writeBer(0x0a, neverDereference),
    writeBerInteger(0),
    writeBerInteger(0),
    writeBer(0x01, Buffer.from([0])),
    filter,
    writeBer(sequence, ...attributes.map(text)),
  )
  return writeBer(sequence, writeBerInteger(messageId), request)
}

type Attributes = ReadonlyMap<string, readonly Buffer[]>

const maxMessages = 8

/** Attributes by lower-case name, of the entry; an empty map when only a result came. */
function readAnswer(bytes: Buffer): Attributes | undefined {
  let message = readDer(bytes, 0)
  let isAnswer = false
  for (let count = 0; message?.tag === sequence && count < maxMessages; count++) {
    const [id, operation] = readDerChildren(bytes, message)
    if (!id || !operation || contentOf(bytes, id).toString('hex') !== '01') return undefined
    if (operation.tag === searchEntry) return readEntry(bytes, operation)
    isAnswer ||= operation.tag === searchDone || operation.tag === searchReference
    message = readDer(bytes, message.end)
  }
  return isAnswer ? new Map() : undefined
}

function readEntry(bytes: Buffer, entry: DerElement): Attributes {
  const list = readDerChildren(bytes, entry)[1]
  const attributes = list ? readDerChildren(bytes, list) : []
  return new Map(
    attributes.map((attribute) => {
      const [type, values] = readDerChildren(bytes, attribute)
      const name = type ? contentOf(bytes, type).toString('latin1').toLowerCase() : ''
      const contents = values ? readDerChildren(bytes, values) : []
      return [name, contents.map((value) => contentOf(bytes, value).subarray(0, 1000))]
    }),
  )
}

function contentOf(bytes: Buffer, { contentStart, end }: DerElement): Buffer {
  return bytes.subarray(contentStart, end)
}

/** What a domain controller says of itself. */
type Controller = { readonly flags: number; readonly names: readonly string[] }

const answerEx = 23
const namesStart = 24
const nameCount = 8

/** NETLOGON_SAM_LOGON_RESPONSE_EX ([MS-ADTS] 6.3.1.9): its names are compressed as in DNS. */
function parseNetlogon(bytes: Buffer | undefined): Controller | undefined {
  if (!bytes || bytes.length < namesStart || bytes.readUInt16LE(0) !== answerEx) return undefined
  const names: string[] = []
  let offset = namesStart
  while (names.length < nameCount) {
    const name = readDnsName(bytes, offset)
    if (!name) break
    names.push(name.text)
    offset = name.end
  }
  return { flags: bytes.readUInt32LE(4), names }
}

function toMatch(root: Attributes, controller: Controller | undefined): Match {
  const textsOf = (name: string) =>
    (root.get(name.toLowerCase()) ?? []).map((value) => value.toString('utf8'))
  const [forest, domain, host, netbiosDomain, netbiosName, , site] = controller?.names ?? []
  const hostname = host ?? textsOf('dnsHostName')[0]
  const context = textsOf('defaultNamingContext')[0] ?? textsOf('namingContexts')[0]
  const vendor = textsOf('vendorName')[0]
  return {
    service: 'ldap',
    confidence: 100,
    evidence: domain === undefined ? `root DSE ${context ?? 'empty'}` : `domain ${domain}`,
    clues: vendor === undefined ? [] : [{ field: 'ldap.vendor', text: vendor }],
    ...(hostname === undefined ? {} : { hostname }),
    extra: {
      ...Object.fromEntries(wanted.map((name) => [name, textsOf(name)])),
      controller: controller && {
        forest,
        domain,
        host,
        netbiosDomain,
        netbiosName,
        site,
        flags: controller.flags,
      },
    },
  }
}
