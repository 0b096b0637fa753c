import { ByteReader } from './byte-reader.ts'
import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/** AFP over DSI (Apple Filing Protocol Reference, DSIGetStatus and FPGetSrvrInfo): what a server tells before a login. */
export const afp = defineDetector({
  id: 'afp',
  title: 'Apple Filing Protocol',
  transport: 'tcp',
  ports: [548],
  prevalence: 8,
  maxConnections: 1,
  *detect() {
    const reply = yield send(getStatus, { until: hasReply, timeoutMs: 1500 })
    return parseReply(reply.bytes)
  },
})

const headerBytes = 16
const dataLimitBytes = 16_384
const requestId = 1
const getStatusCommand = 3

/** Flags 0 (request), command, request id, and no data. */
const getStatus = Buffer.from([
  0,
  getStatusCommand,
  0,
  requestId,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
])

function hasReply(bytes: Buffer): boolean {
  if (bytes.length < headerBytes) return false
  const length = bytes.readUInt32BE(8)
  return length > dataLimitBytes || bytes.length >= headerBytes + length
}

function parseReply(bytes: Buffer): Match | undefined {
  if (!hasReply(bytes) || bytes.readUInt32BE(0) !== replyHead) return undefined
  const length = bytes.readUInt32BE(8)
  if (length > dataLimitBytes || bytes.readUInt32BE(4) !== 0) return undefined
  const server = readServer(bytes.subarray(headerBytes, headerBytes + length))
  return server && toMatch(server)
}

/** Flags 1 (reply), and the command and request id of the question. */
const replyHead = (1 << 24) | (getStatusCommand << 16) | requestId

type Server = {
  readonly name: string
  readonly machine: string
  readonly versions: readonly string[]
  readonly methods: readonly string[]
  readonly signature?: string
}

const fixedBytes = 10
const supportsSignature = 1 << 4

/** Offsets of machine type, versions and login methods, the icon's, flags, the name; then two more. */
function readServer(block: Buffer): Server | undefined {
  const reader = new ByteReader(block)
  const [machineAt, versionsAt, methodsAt] = [reader.u16(), reader.u16(), reader.u16()]
  reader.skip(2)
  const flags = reader.u16()
  const name = reader.text(reader.u8())
  const isTold = !reader.isCut && machineAt > fixedBytes && versionsAt > fixedBytes
  if (!isTold) return undefined
  const versions = readList(block, versionsAt)
  if (!versions.some((version) => /^AFP/i.test(version))) return undefined
  // Behind the name, filled up to an even offset.
  if ((fixedBytes + 1 + Buffer.byteLength(name)) % 2 === 1) reader.skip(1)
  const signature = block.subarray(reader.u16()).subarray(0, 16)
  const hasSignature = (flags & supportsSignature) !== 0 && signature.length === 16
  return {
    name,
    machine: readText(new ByteReader(block, machineAt)),
    versions,
    methods: readList(block, methodsAt),
    ...(hasSignature ? { signature: signature.toString('hex') } : {}),
  }
}

function readList(block: Buffer, offset: number): readonly string[] {
  const reader = new ByteReader(block, offset)
  const count = Math.min(reader.u8(), 30)
  return Array.from({ length: count }, () => readText(reader)).filter((text) => text !== '')
}

/** A byte for the length, then the text. */
function readText(reader: ByteReader): string {
  return reader.text(reader.u8())
}

const guestMethod = 'No User Authent'

function toMatch(server: Server): Match {
  const { name, machine, versions, methods, signature } = server
  const isGuestAllowed = methods.includes(guestMethod)
  return {
    service: 'afp',
    confidence: 100,
    evidence: `server "${name}", machine "${machine}"`,
    clues: [{ field: 'afp.machine', text: machine }],
    isAuthRequired: !isGuestAllowed,
    isAnonymousAllowed: isGuestAllowed,
    extra: { serverName: name, machine, versions, loginMethods: methods, signature },
  }
}
