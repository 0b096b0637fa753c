import { defineDetector, type Match } from './define-detector.ts'
import { post, send } from './steps.ts'

/** L2TP (RFC 2661 5.1): opens a control connection, reads who answers, and closes it again. */
export const l2tp = defineDetector({
  id: 'l2tp',
  title: 'Layer Two Tunneling Protocol',
  transport: 'udp',
  ports: [1701],
  prevalence: 45,
  maxConnections: 1,
  *detect() {
    const reply = yield send(startRequest())
    const answer = parseStartReply(reply.bytes)
    if (!answer) return undefined
    const tunnel = answer.get(attributes.tunnel)
    if (tunnel?.length === 2) yield post(stopNotification(tunnel.readUInt16BE(0)))
    return toMatch(answer)
  },
})

const attributes = {
  messageType: 0,
  result: 1,
  version: 2,
  framing: 3,
  firmware: 6,
  host: 7,
  vendor: 8,
  tunnel: 9,
} as const

const [startRequestType, startReplyType, stopType] = [1, 2, 4]
const ourTunnel = 0x5744
// Type, length and sequence numbers present; version 2 (RFC 2661 3.1).
const controlFlags = 0xc802
const headerLength = 12

function startRequest(): Buffer {
  return controlMessage({ tunnel: 0, sequence: 0 }, [
    attribute(attributes.messageType, word(startRequestType)),
    attribute(attributes.version, word(0x0100)),
    attribute(attributes.framing, Buffer.from([0, 0, 0, 3])),
    attribute(attributes.host, Buffer.from('windvane')),
    attribute(attributes.tunnel, word(ourTunnel)),
  ])
}

function stopNotification(tunnel: number): Buffer {
  return controlMessage({ tunnel, sequence: 1 }, [
    attribute(attributes.messageType, word(stopType)),
    attribute(attributes.tunnel, word(ourTunnel)),
    attribute(attributes.result, word(1)),
  ])
}

function word(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255])
}

/** A mandatory attribute of no vendor (RFC 2661 4.1). */
function attribute(type: number, value: Buffer): Buffer {
  return Buffer.concat([word(0x8000 + 6 + value.length), word(0), word(type), value])
}

function controlMessage(
  { tunnel, sequence }: { readonly tunnel: number; readonly sequence: number },
  content: readonly Buffer[],
): Buffer {
  const body = Buffer.concat(content)
  const words = [controlFlags, headerLength + body.length, tunnel, 0, sequence, sequence]
  return Buffer.concat([...words.map(word), body])
}

/** The attributes of an answer to our request by type; undefined for anything else. */
function parseStartReply(bytes: Buffer): ReadonlyMap<number, Buffer> | undefined {
  if (bytes.length < headerLength || bytes.readUInt16BE(0) !== controlFlags) return undefined
  if (bytes.readUInt16BE(4) !== ourTunnel) return undefined
  const found = new Map<number, Buffer>()
  let offset = headerLength
  while (offset + 6 <= bytes.length && found.size < 40) {
    const length = bytes.readUInt16BE(offset) & 0x3ff
    if (length < 6 || offset + length > bytes.length) break
    const isStandard = bytes.readUInt16BE(offset + 2) === 0
    const type = bytes.readUInt16BE(offset + 4)
    if (isStandard) found.set(type, bytes.subarray(offset + 6, offset + length))
    offset += length
  }
  const kind = found.get(attributes.messageType)
  const number = kind?.length === 2 ? kind.readUInt16BE(0) : undefined
  return number === startReplyType || number === stopType ? found : undefined
}

function toMatch(answer: ReadonlyMap<number, Buffer>): Match {
  const textOf = (type: number) => answer.get(type)?.toString('latin1').slice(0, 200)
  const [host, vendor] = [textOf(attributes.host), textOf(attributes.vendor)]
  const firmware = answer.get(attributes.firmware)
  return {
    service: 'l2tp',
    confidence: 100,
    evidence: `answered${vendor === undefined ? '' : ` as ${vendor}`}`,
    clues: vendor === undefined ? [] : [{ field: 'l2tp.vendor', text: vendor }],
    ...(host === undefined ? {} : { hostname: host }),
    extra: { host, vendor, firmware: firmware?.toString('hex').slice(0, 8) },
  }
}
