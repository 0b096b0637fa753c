import { defineDetector, type Match } from './define-detector.ts'
import { listProtobuf } from './protobuf.ts'
import { send } from './steps.ts'

/** MySQL's X Protocol (dev.mysql.com, X Protocol, Messages): CapabilitiesGet, which needs no login. */
export const mysqlx = defineDetector({
  id: 'mysqlx',
  title: 'MySQL X Protocol',
  transport: 'tcp',
  ports: [33060],
  prevalence: 10,
  maxConnections: 1,
  *detect() {
    const reply = yield send(capabilitiesGet, { until: hasAnswer, timeoutMs: 1500 })
    const capabilities = findMessage(reply.bytes, capabilitiesMessage)
    return capabilities && toMatch(capabilities)
  },
})

/** A message: length, kind, and a body that is empty here. */
const capabilitiesGet = Buffer.from([1, 0, 0, 0, 1])
const [errorMessage, capabilitiesMessage] = [1, 2]
const messageLimitBytes = 65_536

function hasAnswer(bytes: Buffer): boolean {
  return [errorMessage, capabilitiesMessage].some((kind) => findMessage(bytes, kind) !== undefined)
}

/** A server may greet with a notice (kind 11) before it answers. */
function findMessage(bytes: Buffer, kind: number): Buffer | undefined {
  let offset = 0
  while (offset + 5 <= bytes.length) {
    const length = bytes.readUInt32LE(offset)
    const end = offset + 4 + length
    if (length < 1 || length > messageLimitBytes || end > bytes.length) return undefined
    if (bytes[offset + 4] === kind) return bytes.subarray(offset + 5, end)
    offset = end
  }
  return undefined
}

/** Mysqlx.Connection.Capabilities: names and values of type Any. */
function toMatch(message: Buffer): Match | undefined {
  const capabilities = new Map(
    listProtobuf(message, 1).map((capability) => [
      listProtobuf(capability, 1)[0]?.toString('utf8') ?? '',
      listProtobuf(capability, 2)[0] ?? Buffer.alloc(0),
    ]),
  )
  const mechanisms = capabilities.get('authentication.mechanisms')
  if (!mechanisms && !capabilities.has('tls')) return undefined
  return {
    service: 'mysqlx',
    confidence: 100,
    evidence: `capabilities ${[...capabilities.keys()].join(', ').slice(0, 150)}`,
    clues: [{ field: 'mysql.version', text: 'MySQL' }],
    isAuthRequired: true,
    extra: {
      capabilities: [...capabilities.keys()].slice(0, 50),
      hasTls: capabilities.has('tls'),
      authenticationMechanisms: mechanisms && readTexts(mechanisms),
      nodeType: readTexts(capabilities.get('node_type') ?? Buffer.alloc(0))[0],
    },
  }
}

/** The texts of an Any: its scalar, or the scalars of its array (mysqlx_datatypes.proto). */
function readTexts(any: Buffer): readonly string[] {
  const elements = listProtobuf(any, 4).flatMap((array) => listProtobuf(array, 1))
  return [any, ...elements].flatMap((element) =>
    listProtobuf(element, 2)
      .flatMap((scalar) => listProtobuf(scalar, 9))
      .flatMap((text) => listProtobuf(text, 1))
      .map((text) => text.toString('utf8').slice(0, 100)),
  )
}
