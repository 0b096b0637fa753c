import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * STUN (RFC 8489): a binding request, then a TURN allocation (RFC 8656 7.2) that lacks its mandatory
 * transport: the answer tells whether TURN is offered and its realm, and never allocates.
 */
export const stun = defineDetector({
  id: 'stun',
  title: 'Session Traversal Utilities for NAT',
  transport: 'udp',
  ports: [3478],
  prevalence: 55,
  maxConnections: 1,
  *detect() {
    const binding = parseMessage((yield send(request(bindingMethod))).bytes)
    if (binding?.method !== bindingMethod) return undefined
    const allocation = parseMessage((yield send(request(allocateMethod))).bytes)
    return toMatch(binding, allocation?.method === allocateMethod ? allocation : undefined)
  },
})

const [bindingMethod, allocateMethod] = [0x001, 0x003]
const magicCookie = 0x2112a442
const transaction = Buffer.from('57494e4456414e4553545554', 'hex')
const headerLength = 20

const attributes = { mappedAddress: 0x0001, errorCode: 0x0009, realm: 0x0014, software: 0x8022 }

function request(method: number): Buffer {
  const header = Buffer.alloc(headerLength)
  header.writeUInt16BE(method, 0)
  header.writeUInt32BE(magicCookie, 4)
  transaction.copy(header, 8)
  return header
}

type StunMessage = {
  readonly method: number
  readonly isError: boolean
  readonly attributes: ReadonlyMap<number, Buffer>
}

function parseMessage(bytes: Buffer): StunMessage | undefined {
  if (bytes.length < headerLength || !bytes.subarray(8, 20).equals(transaction)) return undefined
  const type = bytes.readUInt16BE(0)
  const isAnswer = (type & 0xc100) === 0x0100 && bytes.readUInt32BE(4) === magicCookie
  if (!isAnswer) return undefined
  const end = Math.min(bytes.length, headerLength + bytes.readUInt16BE(2))
  const found = readAttributes(bytes.subarray(headerLength, end))
  return { method: type & 0x000f, isError: (type & 0x0010) !== 0, attributes: found }
}

/** The first of each kind; each is padded to four bytes. */
function readAttributes(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>()
  let offset = 0
  while (offset + 4 <= bytes.length && found.size < 40) {
    const type = bytes.readUInt16BE(offset)
    const end = offset + 4 + bytes.readUInt16BE(offset + 2)
    if (end > bytes.length) break
    if (!found.has(type)) found.set(type, bytes.subarray(offset + 4, end))
    offset = offset + 4 * Math.ceil((end - offset) / 4)
  }
  return found
}

function toMatch(binding: StunMessage, allocation: StunMessage | undefined): Match {
  const software = [binding, allocation]
    .map((message) => readText(message, attributes.software))
    .find((text) => text !== undefined)
  const code = allocation && readErrorCode(allocation)
  const realm = readText(allocation, attributes.realm)
  const hasTurn = code !== undefined && code !== 404 && code !== 405 && code !== 420
  return {
    service: 'stun',
    confidence: 100,
    evidence: software === undefined ? 'binding answered' : `SOFTWARE ${software}`.slice(0, 200),
    clues: software === undefined ? [] : [{ field: 'stun.software', text: software }],
    extra: {
      software,
      isBindingRefused: binding.isError,
      turn: { isOffered: hasTurn, errorCode: code, realm },
    },
  }
}

function readText(message: StunMessage | undefined, attribute: number): string | undefined {
  return message?.attributes.get(attribute)?.toString('utf8').slice(0, 763)
}

/** Hundreds and the rest of an ERROR-CODE (RFC 8489 14.8). */
function readErrorCode(message: StunMessage): number | undefined {
  const content = message.attributes.get(attributes.errorCode)
  if (!content || content.length < 4) return undefined
  return (content.readUInt8(2) & 7) * 100 + content.readUInt8(3)
}
