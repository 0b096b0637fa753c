import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/** DNS over TCP (RFC 7766): the CHAOS text `version.bind` (RFC 4892) and what the flags tell. */
export const dns = defineDetector({
  id: 'dns',
  title: 'Domain Name System',
  transport: 'tcp',
  ports: [53],
  tlsPorts: [853],
  prevalence: 40,
  maxConnections: 1,
  *detect() {
    const reply = yield send(query(), { until: hasMessage, timeoutMs: 2000 })
    return parseAnswer(reply.bytes)
  },
})

const id = 0x5744
const typeTxt = 16
const classChaos = 3

function query(): Buffer {
  const name = Buffer.from('\x07version\x04bind\x00', 'latin1')
  const message = Buffer.alloc(12 + name.length + 4)
  message.writeUInt16BE(id, 0)
  message.writeUInt16BE(1, 4)
  name.copy(message, 12)
  message.writeUInt16BE(typeTxt, 12 + name.length)
  message.writeUInt16BE(classChaos, 14 + name.length)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}

function hasMessage(bytes: Buffer): boolean {
  return bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)
}

const responseCodes = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED']

function parseAnswer(bytes: Buffer): Match | undefined {
  if (bytes.length < 14 || !hasMessage(bytes)) return undefined
  const message = bytes.subarray(2, 2 + bytes.readUInt16BE(0))
  if (message.length < 12 || message.readUInt16BE(0) !== id) return undefined
  const flags = message.readUInt16BE(2)
  const isResponse = (flags & 0x8000) !== 0 && (flags & 0x7800) === 0
  if (!isResponse) return undefined
  const version = message.readUInt16BE(6) > 0 ? readFirstText(message) : undefined
  const code = responseCodes[flags & 15] ?? String(flags & 15)
  return {
    service: 'domain',
    confidence: 100,
    evidence: version === undefined ? `answer ${code}` : `version.bind "${version.slice(0, 100)}"`,
    clues: version === undefined ? [] : [{ field: 'dns.version', text: version }],
    extra: { responseCode: code, versionBind: version, recursionAvailable: (flags & 0x80) !== 0 },
  }
}

/** The first character-string of the first answer (RFC 1035 3.3.14). */
function readFirstText(message: Buffer): string | undefined {
  const question = skipName(message, 12)
  const answer = question === undefined ? undefined : skipName(message, question + 4)
  if (answer === undefined || answer + 11 > message.length) return undefined
  if (message.readUInt16BE(answer) !== typeTxt) return undefined
  const length = message.readUInt8(answer + 10)
  const end = answer + 11 + length
  return end > message.length ? undefined : message.toString('utf8', answer + 11, end)
}

function skipName(message: Buffer, start: number): number | undefined {
  let offset = start
  while (offset < message.length) {
    const length = message.readUInt8(offset)
    if (length === 0) return offset + 1
    if (length >= 0xc0) return offset + 2
    offset += length + 1
  }
  return undefined
}
