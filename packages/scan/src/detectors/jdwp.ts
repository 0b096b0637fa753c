import { ByteReader } from './byte-reader.ts'
import { defineDetector, type Match } from './define-detector.ts'
import { farewellMs, send } from './steps.ts'

/**
 * Java Debug Wire Protocol (docs.oracle.com, JDWP Specification): the handshake, VirtualMachine.Version,
 * then VirtualMachine.Dispose, which detaches and lets the program run on. A machine takes one
 * debugger at a time.
 */
export const jdwp = defineDetector({
  id: 'jdwp',
  title: 'Java Debug Wire Protocol',
  transport: 'tcp',
  ports: [5005, 8787, 8000],
  prevalence: 6,
  maxConnections: 1,
  takesOneConnection: true,
  *detect() {
    const echo = yield send(handshake, { until: hasHandshake, timeoutMs: 1500 })
    if (!hasHandshake(echo.bytes)) return undefined
    const reply = yield send(command(versionId, versionCommand), {
      until: hasVersion,
      timeoutMs: 1500,
    })
    yield send(command(disposeId, disposeCommand), { until: hasPacket, timeoutMs: farewellMs })
    const machine = readVersion(reply.bytes)
    // An echo service repeats the handshake, but answers no command.
    return machine && toMatch(machine)
  },
})

const handshake = 'JDWP-Handshake'
const virtualMachineSet = 1
const [versionCommand, disposeCommand] = [1, 6]
const [versionId, disposeId] = [1, 2]
const headerBytes = 11
const replyFlag = 0x80
const maxPackets = 16

function hasHandshake(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, handshake.length) === handshake
}

function command(id: number, code: number): Buffer {
  const packet = Buffer.alloc(headerBytes)
  packet.writeUInt32BE(headerBytes, 0)
  packet.writeUInt32BE(id, 4)
  packet.writeUInt8(virtualMachineSet, 9)
  packet.writeUInt8(code, 10)
  return packet
}

function hasPacket(bytes: Buffer): boolean {
  return bytes.length >= headerBytes
}

function hasVersion(bytes: Buffer): boolean {
  return readVersion(bytes) !== undefined
}

type Version = { readonly description: string; readonly protocol: string } & {
  readonly version: string
  readonly name: string
}

/** Events of the machine may stand before the reply. */
function readVersion(bytes: Buffer): Version | undefined {
  let rest = bytes
  for (let packets = 0; packets < maxPackets && rest.length >= headerBytes; packets++) {
    const length = rest.readUInt32BE(0)
    if (length < headerBytes || length > rest.length) return undefined
    const isOurs = rest[8] === replyFlag && rest.readUInt32BE(4) === versionId
    if (isOurs)
      return rest.readUInt16BE(9) === 0 ? parseVersion(rest.subarray(0, length)) : undefined
    rest = rest.subarray(length)
  }
  return undefined
}

function parseVersion(packet: Buffer): Version | undefined {
  const reader = new ByteReader(packet, headerBytes)
  const description = reader.text(reader.u32())
  const protocol = `${reader.u32()}.${reader.u32()}`
  const version = reader.text(reader.u32())
  const name = reader.text(reader.u32())
  return reader.isCut ? undefined : { description, protocol, version, name }
}

function toMatch({ name, version, protocol, description }: Version): Match {
  const text = `${name} ${version}`
  return {
    service: 'jdwp',
    confidence: 100,
    evidence: `debugger attached to ${text}`,
    clues: [{ field: 'jdwp.machine', text }],
    isAuthRequired: false,
    isAnonymousAllowed: true,
    extra: { machine: name, machineVersion: version, protocol, description },
  }
}
