import { hasSaslFrame, readSaslMechanisms, saslHeader } from './amqp-sasl.ts'
import { type Clue, defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { reconnect, send } from './steps.ts'

const usualPorts = [5672, 5671]

/**
 * AMQP 0-9-1 (1.4.2, 2.3.5): protocol header, then the properties in Connection.Start; a broker that knows
 * 1.0 only is asked for its SASL mechanisms on a second connection. Never logs in.
 */
export const amqp = defineDetector({
  id: 'amqp',
  title: 'Advanced Message Queuing Protocol',
  transport: 'tcp',
  ports: [5672],
  tlsPorts: [5671],
  prevalence: 20,
  maxConnections: 2,
  matchError: (bytes) => bytes.toString('latin1', 0, 5) === 'AMQP\0',
  *detect({ port }) {
    const reply = yield send('AMQP\0\0\x09\x01', { until: hasFrame, timeoutMs: 1500 })
    const start = parseStart(reply.bytes)
    if (start) return start
    const header = parseHeader(reply.bytes)
    const isLikely = header !== undefined || usualPorts.includes(port)
    return (isLikely ? yield* speakVersion1() : undefined) ?? header
  },
})

function* speakVersion1(): DetectorSteps<Match | undefined> {
  const { end } = yield reconnect()
  if (end !== 'matched') return undefined
  const reply = yield send(saslHeader, { until: hasSaslFrame, timeoutMs: 1500 })
  const mechanisms = readSaslMechanisms(reply.bytes)
  if (!mechanisms) return undefined
  const match = found('SASL mechanisms of AMQP 1.0', [], { protocol: '1.0', mechanisms })
  return { ...match, ...toAccess(mechanisms) }
}

/** ANONYMOUS (RFC 4505) lets anybody in. */
function toAccess(
  mechanisms: readonly string[],
): Pick<Match, 'isAuthRequired' | 'isAnonymousAllowed'> {
  if (mechanisms.length === 0) return {}
  const isAnonymousAllowed = mechanisms.includes('ANONYMOUS')
  return { isAuthRequired: !isAnonymousAllowed, isAnonymousAllowed }
}

const frameHeaderBytes = 7

function hasFrame(bytes: Buffer): boolean {
  if (bytes[0] !== 1) return bytes.length >= 8
  return bytes.length >= frameHeaderBytes && bytes.length > frameHeaderBytes + bytes.readUInt32BE(3)
}

/** A server that refuses our version answers with the header of its own. */
function parseHeader(bytes: Buffer): Match | undefined {
  if (bytes.length < 8 || bytes.toString('latin1', 0, 4) !== 'AMQP') return undefined
  const version = [...bytes.subarray(5, 8)].join('.')
  // Our own version is not refused: that is an echo.
  if (version === '0.9.1') return undefined
  return found(`protocol header ${version}`, [], { protocol: version })
}

function parseStart(bytes: Buffer): Match | undefined {
  if (bytes[0] !== 1 || !hasFrame(bytes) || bytes.length < 18) return undefined
  const isConnectionStart = bytes.readUInt32BE(frameHeaderBytes) === 0x000a_000a
  const size = bytes.readUInt32BE(13)
  if (!isConnectionStart || 17 + size > bytes.length) return undefined
  const properties = readTable(bytes.subarray(17, 17 + size))
  const protocol = `${bytes[11]}.${bytes[12]}`
  const mechanisms = readLongString(bytes, 17 + size)?.split(' ', 16) ?? []
  const locales = readLongString(bytes, 21 + size + (readLength(bytes, 17 + size) ?? 0))
  const { product = '', version = '', platform } = properties
  const match = found(`Connection.Start of ${product || 'a broker'}`, nameSoftware(properties), {
    protocol,
    productVersion: version || undefined,
    mechanisms,
    locales: locales?.split(' ', 16),
    platform,
    clusterName: properties['cluster_name'],
    information: properties['information'],
  })
  return { ...match, ...toAccess(mechanisms) }
}

function nameSoftware({ product, version = '', platform }: Properties): readonly Clue[] {
  return [
    ...(product ? [{ field: 'amqp.product', text: `${product} ${version}`.trim() }] : []),
    ...(platform ? [{ field: 'amqp.platform', text: platform }] : []),
  ]
}

type Properties = Readonly<Record<string, string>>

/** Field tables (4.2.5.5): only texts are kept; an unknown kind ends the reading. */
function readTable(bytes: Buffer): Properties {
  const fields: [string, string][] = []
  let offset = 0
  while (offset < bytes.length && fields.length < 64) {
    const nameEnd = offset + 1 + bytes.readUInt8(offset)
    const kind = String.fromCharCode(bytes[nameEnd] ?? 0)
    const sizeBytes = valueBytes(bytes, nameEnd + 1, kind)
    if (sizeBytes === undefined) break
    const text = kind === 'S' ? readLongString(bytes, nameEnd + 1) : undefined
    if (text !== undefined) fields.push([bytes.toString('utf8', offset + 1, nameEnd), text])
    offset = nameEnd + 1 + sizeBytes
  }
  return Object.fromEntries(fields)
}

const fixedBytes: Readonly<Record<string, number>> = {
  t: 1,
  b: 1,
  B: 1,
  s: 2,
  u: 2,
  I: 4,
  i: 4,
  l: 8,
  T: 8,
  V: 0,
}

function valueBytes(bytes: Buffer, offset: number, kind: string): number | undefined {
  if (kind in fixedBytes) return fixedBytes[kind]
  if (!['S', 'F', 'A', 'x'].includes(kind) || offset + 4 > bytes.length) return undefined
  return 4 + bytes.readUInt32BE(offset)
}

function readLength(bytes: Buffer, offset: number): number | undefined {
  return offset + 4 > bytes.length ? undefined : bytes.readUInt32BE(offset)
}

function readLongString(bytes: Buffer, offset: number): string | undefined {
  const length = readLength(bytes, offset)
  if (length === undefined) return undefined
  const end = offset + 4 + length
  return end > bytes.length ? undefined : bytes.toString('utf8', offset + 4, end)
}

function found(evidence: string, clues: Match['clues'], extra: Match['extra']): Match {
  return { service: 'amqp', confidence: 100, evidence, clues, extra }
}
