import { ByteReader } from './byte-reader.ts'
import { defineDetector, type Clue, type Match } from './define-detector.ts'
import { post, receive } from './steps.ts'

/**
 * BGP-4 (RFC 4271 4.1, 4.2, 4.5): a speaker that takes the connection sends OPEN or NOTIFICATION at
 * once; most others close it, which tells nothing. Never opens a session.
 */
export const bgp = defineDetector({
  id: 'bgp',
  title: 'Border Gateway Protocol',
  transport: 'tcp',
  ports: [179],
  prevalence: 10,
  maxConnections: 1,
  matchBanner: parseMessage,
  matchError: (bytes) => parseMessage(bytes) !== undefined,
  *detect() {
    const greeting = yield receive({ until: hasMessage, timeoutMs: 1500 })
    const match = parseMessage(greeting.bytes)
    if (match?.extra['message'] === 'OPEN') yield post(cease())
    return match
  },
})

const marker = Buffer.alloc(16, 0xff)
const headerBytes = 19
const maxMessageBytes = 4096
const [openType, notificationType] = [1, 3]

function hasMessage(bytes: Buffer): boolean {
  return bytes.length >= headerBytes && bytes.length >= bytes.readUInt16BE(16)
}

/** NOTIFICATION: Cease, Connection Rejected (RFC 4486 4). */
function cease(): Buffer {
  return Buffer.concat([marker, Buffer.from([0, 21, notificationType, 6, 5])])
}

function parseMessage(bytes: Buffer): Match | undefined {
  if (!hasMessage(bytes) || !bytes.subarray(0, 16).equals(marker)) return undefined
  const length = bytes.readUInt16BE(16)
  if (length < headerBytes || length > maxMessageBytes) return undefined
  const body = new ByteReader(bytes.subarray(headerBytes, length))
  if (bytes[18] === openType) return parseOpen(body)
  return bytes[18] === notificationType ? parseNotification(body) : undefined
}

function parseNotification(body: ByteReader): Match | undefined {
  const [code, subcode] = [body.u8(), body.u8()]
  if (body.isCut || code < 1 || code > 8) return undefined
  const text = `${code}/${subcode}`
  const extra = { message: 'NOTIFICATION', errorCode: code, errorSubcode: subcode }
  return found(`NOTIFICATION ${text}`, [], extra)
}

function parseOpen(body: ByteReader): Match | undefined {
  const version = body.u8()
  const shortAsn = body.u16()
  const holdSeconds = body.u16()
  const identifier = [...body.take(4)].join('.')
  const parameters = body.take(body.u8())
  if (body.isCut || version !== 4) return undefined
  const capabilities = readCapabilities(parameters)
  const asn = capabilities.asn ?? shortAsn
  const clues = capabilities.software
    ? [{ field: 'bgp.software', text: capabilities.software }]
    : []
  const { hostName } = capabilities
  return {
    ...found(`OPEN of AS ${asn}, identifier ${identifier}`, clues, {
      message: 'OPEN',
      version,
      asn,
      holdSeconds,
      identifier,
      hostName,
      software: capabilities.software,
      capabilities: capabilities.codes,
    }),
    ...(hostName === undefined ? {} : { hostname: hostName.toLowerCase() }),
  }
}

type Capabilities = {
  readonly codes: readonly number[]
  readonly asn?: number
  readonly hostName?: string
  readonly software?: string
}

const capabilityParameter = 2
/** IANA's registry: four-octet AS numbers (RFC 6793), FQDN and software version (Internet-Drafts). */
const [asnCode, hostNameCode, softwareCode] = [65, 73, 75]
const maxCapabilities = 64

function readCapabilities(parameters: Buffer): Capabilities {
  const codes: number[] = []
  let rest: Omit<Capabilities, 'codes'> = {}
  for (const { code, value } of listCapabilities(parameters)) {
    codes.push(code)
    rest = { ...rest, ...readCapability(code, new ByteReader(value)) }
  }
  return { codes, ...rest }
}

type Capability = { readonly code: number; readonly value: Buffer }

/** RFC 5492 4: parameters of type 2, each with one capability or several. */
function listCapabilities(parameters: Buffer): readonly Capability[] {
  const listed: Capability[] = []
  const reader = new ByteReader(parameters)
  while (reader.left >= 2 && listed.length < maxCapabilities) {
    const isCapability = reader.u8() === capabilityParameter
    const parameter = reader.take(reader.u8())
    const inner = new ByteReader(isCapability ? parameter : Buffer.alloc(0))
    while (inner.left >= 2 && listed.length < maxCapabilities)
      listed.push({ code: inner.u8(), value: inner.take(inner.u8()) })
  }
  return listed
}

function readCapability(code: number, value: ByteReader): Omit<Capabilities, 'codes'> {
  if (code === asnCode) return { asn: value.u32() }
  if (code === softwareCode) return { software: value.text(value.u8()) }
  if (code !== hostNameCode) return {}
  const names = [value.text(value.u8()), value.text(value.u8())]
  const hostName = names.filter((name) => name !== '').join('.')
  return hostName === '' ? {} : { hostName }
}

function found(evidence: string, clues: readonly Clue[], extra: Match['extra']): Match {
  return { service: 'bgp', confidence: 100, evidence, clues, extra }
}
