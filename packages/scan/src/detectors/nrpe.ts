import { crc32 } from 'node:zlib'

import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/** NRPE (Nagios Remote Plugin Executor, packet version 2): the built-in command that tells the version and runs nothing. */
export const nrpe = defineDetector({
  id: 'nrpe',
  title: 'Nagios Remote Plugin Executor',
  transport: 'tcp',
  ports: [5666],
  tlsPorts: [5666],
  prevalence: 8,
  maxConnections: 1,
  *detect() {
    const reply = yield send(versionQuery(), { until: hasPacket, timeoutMs: 1500 })
    return parseReply(reply.bytes)
  },
})

const packetBytes = 1036
const textStart = 10
const textBytes = 1024
const packetVersion = 2
const [queryType, replyType] = [1, 2]

/** Version, type, check sum, result, the text, and two bytes to fill up. */
function versionQuery(): Buffer {
  const packet = Buffer.alloc(packetBytes)
  packet.writeUInt16BE(packetVersion, 0)
  packet.writeUInt16BE(queryType, 2)
  packet.write('_NRPE_CHECK', textStart, 'latin1')
  packet.writeUInt32BE(crc32(packet), 4)
  return packet
}

function hasPacket(bytes: Buffer): boolean {
  return bytes.length >= packetBytes
}

function parseReply(bytes: Buffer): Match | undefined {
  if (!hasPacket(bytes) || bytes.readUInt16BE(0) !== packetVersion) return undefined
  if (bytes.readUInt16BE(2) !== replyType) return undefined
  const packet = Buffer.from(bytes.subarray(0, packetBytes))
  packet.writeUInt32BE(0, 4)
  if (crc32(packet) !== bytes.readUInt32BE(4)) return undefined
  const text = packet.toString('latin1', textStart, textStart + textBytes).replace(/\0.*$/s, '')
  return {
    service: 'nrpe',
    confidence: 100,
    evidence: `answers "${text.slice(0, 100)}"`,
    clues: [{ field: 'nrpe.version', text }],
    banner: Buffer.from(text, 'latin1'),
    isAuthRequired: false,
    isAnonymousAllowed: true,
    extra: { answer: text },
  }
}
