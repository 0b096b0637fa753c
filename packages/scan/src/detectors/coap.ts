import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/** CoAP (RFC 7252): the list of resources (RFC 6690 4). */
export const coap = defineDetector({
  id: 'coap',
  title: 'Constrained Application Protocol',
  transport: 'udp',
  ports: [5683],
  prevalence: 45,
  maxConnections: 1,
  *detect() {
    const reply = yield send(getResources)
    return parseAnswer(reply.bytes)
  },
})

const messageId = 0x5744
const token = Buffer.from('574e', 'hex')
const payloadMarker = 0xff
const [confirmable, nonConfirmable, acknowledgement, resetType] = [0, 1, 2, 3]

/** Version 1, confirmable, GET, and Uri-Path twice (option 11, then the same again). */
const getResources = Buffer.concat([
  Buffer.from([0x40 | token.length, 0x01, messageId >> 8, messageId & 255]),
  token,
  Buffer.from([0xbb]),
  Buffer.from('.well-known'),
  Buffer.from([0x04]),
  Buffer.from('core'),
])

function parseAnswer(bytes: Buffer): Match | undefined {
  if (bytes.length < 4 || bytes.readUInt8(0) >> 6 !== 1) return undefined
  const type = (bytes.readUInt8(0) >> 4) & 3
  const code = bytes.readUInt8(1)
  const isOurs = bytes.readUInt16BE(2) === messageId
  if (type === resetType) return isOurs && code === 0 ? toMatch('reset', []) : undefined
  // The answer may come behind an empty acknowledgement, in a message of its own.
  if (type === acknowledgement && isOurs && code === 0) return toMatch('acknowledged', [])
  const isSeparate = type === confirmable || type === nonConfirmable
  const isAnswer = (type === acknowledgement && isOurs) || isSeparate
  if (!isAnswer || code >> 5 < 2 || !bytes.subarray(4, 4 + token.length).equals(token)) {
    return undefined
  }
  const text = `${code >> 5}.${String(code & 31).padStart(2, '0')}`
  return toMatch(text, readLinks(readPayload(bytes)))
}

/** What follows the options (RFC 7252 3.1). */
function readPayload(bytes: Buffer): Buffer {
  let offset = 4 + (bytes.readUInt8(0) & 15)
  while (offset < bytes.length && bytes.readUInt8(offset) !== payloadMarker) {
    const [delta, length] = [bytes.readUInt8(offset) >> 4, bytes.readUInt8(offset) & 15]
    offset += 1 + extensionBytes(delta)
    offset += optionLength(bytes, offset, length)
  }
  return bytes.subarray(offset + 1)
}

function extensionBytes(nibble: number): number {
  if (nibble === 13) return 1
  return nibble === 14 ? 2 : 0
}

function optionLength(bytes: Buffer, offset: number, nibble: number): number {
  if (nibble === 13 && offset < bytes.length) return 1 + 13 + bytes.readUInt8(offset)
  if (nibble === 14 && offset + 1 < bytes.length) return 2 + 269 + bytes.readUInt16BE(offset)
  return nibble
}

const maxLinks = 50

type Link = { readonly path: string; readonly title?: string }

/** Links as `</path>;title="…"` (RFC 6690 2); the last may be cut off where a block ends. */
function readLinks(payload: Buffer): readonly Link[] {
  const text = payload.toString('utf8', 0, 4096)
  const links = text.matchAll(/<([^<>]{1,200})>([^<]{0,300})/g)
  return [...links].slice(0, maxLinks).map(([, path = '', parameters = '']) => {
    const title = /;title="([^"]{0,100})"/.exec(parameters)?.[1]
    return title === undefined ? { path } : { path, title }
  })
}

function toMatch(answer: string, resources: readonly Link[]): Match {
  return {
    service: 'coap',
    confidence: 100,
    evidence: `GET /.well-known/core: ${answer}, ${resources.length} resources`,
    clues: [],
    extra: { answer, resources },
  }
}
