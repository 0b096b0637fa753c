import { defineDetector, type Match } from './define-detector.ts'
import { receive, send } from './steps.ts'

/**
 * Oracle's listener (Transparent Network Substrate, Oracle Net Services Reference): a CONNECT with the
 * command `version`, which old listeners answer and newer ones refuse, both with VSNNUM.
 */
export const oracleTns = defineDetector({
  id: 'oracle-tns',
  title: 'Oracle TNS listener',
  transport: 'tcp',
  ports: [1521, 1522, 1525, 1526, 1529],
  tlsPorts: [2484],
  prevalence: 12,
  maxConnections: 1,
  matchError: (bytes) => readPacket(bytes)?.text.startsWith('(DESCRIPTION=') === true,
  *detect() {
    let reply = yield send(connect(), { until: hasPacket, timeoutMs: 1500 })
    if (readPacket(reply.bytes)?.type === resend)
      reply = yield send(connect(), { until: hasPacket, timeoutMs: 1500 })
    const answer = readPacket(reply.bytes)
    if (answer?.type !== accept || reply.bytes.includes('TNSLSNR')) return toMatch(answer)
    const data = yield receive({ until: (bytes) => bytes.includes('TNSLSNR'), timeoutMs: 700 })
    return toMatch({ ...answer, text: answer.text + toText(data.bytes) })
  },
})

const [accept, refuse, redirect, resend] = [2, 4, 5, 11]
const headerBytes = 8
const connectBytes = 58

/** Version 313, compatible to 300; sizes, byte order, and where the connect data stands. */
function connect(): Buffer {
  const data = '(CONNECT_DATA=(COMMAND=version))'
  const packet = Buffer.alloc(connectBytes + data.length)
  packet.writeUInt16BE(packet.length, 0)
  packet.writeUInt8(1, 4)
  packet.writeUInt16BE(313, 8)
  packet.writeUInt16BE(300, 10)
  packet.writeUInt16BE(2048, 14)
  packet.writeUInt16BE(32_767, 16)
  packet.writeUInt16BE(1, 22)
  packet.writeUInt16BE(data.length, 24)
  packet.writeUInt16BE(connectBytes, 26)
  packet.write(data, connectBytes, 'latin1')
  return packet
}

function hasPacket(bytes: Buffer): boolean {
  return bytes.length >= headerBytes && bytes.length >= bytes.readUInt16BE(0)
}

type Packet = { readonly type: number; readonly text: string }

/** The texts of these packets begin after lengths and flags of their own. */
function readPacket(bytes: Buffer): Packet | undefined {
  if (!hasPacket(bytes)) return undefined
  const [length, type = 0] = [bytes.readUInt16BE(0), bytes[4]]
  const isTns = length >= headerBytes && bytes.readUInt16BE(2) === 0 && bytes.readUInt16BE(6) === 0
  if (!isTns || ![accept, refuse, redirect, resend].includes(type)) return undefined
  const text = toText(bytes)
  const start = text.indexOf('(')
  return { type, text: start < 0 ? '' : text.slice(start) }
}

function toText(bytes: Buffer): string {
  return bytes.toString('latin1', 0, 2000)
}

function toMatch(packet: Packet | undefined): Match | undefined {
  if (!packet) return undefined
  const { text } = packet
  const number = /\(VSNNUM=(\d{1,10})\)/.exec(text)?.[1]
  const banner = /TNSLSNR for [\w /().-]{1,60}: Version \d[\d.]{0,20}/.exec(text)?.[0]
  const error = /\(ERR=(\d{1,6})\)/.exec(text)?.[1]
  if (number === undefined && banner === undefined) return undefined
  const version = /Version (.*)/.exec(banner ?? '')?.[1] ?? toVersion(Number(number))
  return {
    service: 'oracle-tns',
    confidence: 100,
    evidence: banner ?? `VSNNUM ${number}`,
    clues: [{ field: 'oracle-tns.version', text: version ?? '' }],
    extra: {
      serverVersion: version,
      versionNumber: number === undefined ? undefined : Number(number),
      errorCode: error === undefined ? undefined : Number(error),
      alias: /\(ALIAS=(\w{1,60})\)/.exec(text)?.[1],
      banner,
    },
  }
}

/** The layout of version numbers changed with release 18 (oci.h, OCI_SERVER_RELEASE_…). */
function toVersion(number: number): string | undefined {
  const major = (number >>> 24) & 0xff
  if (major === 0) return undefined
  const bits = (shift: number, mask: number) => (number >>> shift) & mask
  const parts =
    major >= 18
      ? [bits(16, 0xff), bits(12, 0xf), bits(4, 0xff), bits(0, 0xf)]
      : [bits(20, 0xf), bits(12, 0xff), bits(8, 0xf), bits(0, 0xff)]
  return [major, ...parts].join('.')
}
