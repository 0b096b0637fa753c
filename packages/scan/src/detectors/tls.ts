import { isIP } from 'node:net'

import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * TLS as bytes (RFC 5246 7.4.1, RFC 8446 4.1): a plain ClientHello and the first record that answers.
 * Names servers that no handshake of ours succeeds with; a completed handshake says more and wins.
 */
export const tls = defineDetector({
  id: 'tls',
  title: 'Transport Layer Security',
  transport: 'tcp',
  ports: [],
  prevalence: 10,
  maxConnections: 1,
  matchError: (bytes) => parseRecord(bytes) !== undefined,
  *detect({ host, tunnel }) {
    if (tunnel === 'tls') return undefined
    const reply = yield send(clientHello(host), { until: hasRecord, timeoutMs: 1500 })
    return parseRecord(reply.bytes)
  },
})

/** IANA numbers: common suites of TLS 1.3, 1.2 with forward secrecy, and plain RSA back to 3DES. */
const suites = [
  0x1301, 0x1302, 0x1303, 0xc02b, 0xc02c, 0xc02f, 0xc030, 0xcca8, 0xcca9, 0xc009, 0xc00a, 0xc013,
  0xc014, 0x009e, 0x009f, 0x0033, 0x0039, 0x009c, 0x009d, 0x002f, 0x0035, 0x000a, 0x0005, 0x0004,
]

function clientHello(host: string): Buffer {
  const extensions = Buffer.concat([
    isIP(host) ? Buffer.alloc(0) : serverNameExtension(host),
    extension(10, uint16List([0x001d, 0x0017, 0x0018])),
    extension(11, Buffer.from([1, 0])),
    extension(13, uint16List([0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0201])),
  ])
  const random = Buffer.alloc(32, 0x57)
  const body = Buffer.concat([
    Buffer.from([3, 3]),
    random,
    Buffer.from([0]),
    uint16List(suites),
    Buffer.from([1, 0]),
    uint16(extensions.length),
    extensions,
  ])
  const handshake = Buffer.concat([Buffer.from([1, 0]), uint16(body.length), body])
  return Buffer.concat([Buffer.from([0x16, 3, 1]), uint16(handshake.length), handshake])
}

function serverNameExtension(host: string): Buffer {
  const name = Buffer.from(host, 'latin1')
  const entry = Buffer.concat([Buffer.from([0]), uint16(name.length), name])
  return extension(0, Buffer.concat([uint16(entry.length), entry]))
}

function extension(type: number, data: Buffer): Buffer {
  return Buffer.concat([uint16(type), uint16(data.length), data])
}

function uint16List(values: readonly number[]): Buffer {
  return Buffer.concat([uint16(values.length * 2), ...values.map(uint16)])
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255])
}

function hasRecord(bytes: Buffer): boolean {
  return bytes.length >= 5 && (bytes[1] !== 3 || bytes.length >= 5 + bytes.readUInt16BE(3))
}

const versions: Readonly<Record<number, string>> = {
  0: 'SSLv3',
  1: 'TLSv1',
  2: 'TLSv1.1',
  3: 'TLSv1.2',
}

function parseRecord(bytes: Buffer): Match | undefined {
  if (bytes.length < 7 || bytes[1] !== 3 || !hasRecord(bytes)) return undefined
  if (bytes[0] === 0x15 && bytes.readUInt16BE(3) === 2) return parseAlert(bytes)
  if (bytes[0] !== 0x16 || bytes[5] !== 2 || bytes.length < 46) return undefined
  const version = versions[bytes.readUInt8(10)]
  const suiteAt = 44 + bytes.readUInt8(43)
  if (version === undefined || bytes[9] !== 3 || suiteAt + 2 > bytes.length) return undefined
  const suite = `0x${bytes.toString('hex', suiteAt, suiteAt + 2)}`
  return found(90, `ServerHello of ${version}, suite ${suite}`, { version, suite })
}

function parseAlert(bytes: Buffer): Match | undefined {
  const [level, description] = [bytes.readUInt8(5), bytes.readUInt8(6)]
  if (level !== 1 && level !== 2) return undefined
  return found(60, `alert ${description}; no handshake`, { alert: description })
}

function found(confidence: number, evidence: string, extra: Match['extra']): Match {
  return { service: 'tls', confidence, evidence, clues: [], isProvisional: true, extra }
}
