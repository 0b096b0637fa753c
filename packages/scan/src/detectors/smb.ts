import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/** SMB 2 and 3 ([MS-SMB2] 2.2.3, 2.2.4): the first NEGOTIATE. Sets up no session. */
export const smb = defineDetector({
  id: 'smb',
  title: 'Server Message Block',
  transport: 'tcp',
  ports: [445],
  prevalence: 30,
  maxConnections: 1,
  *detect() {
    const reply = yield send(negotiate(), { until: hasMessage, timeoutMs: 1500 })
    return parseResponse(reply.bytes)
  },
})

const headerBytes = 64

/** 3.1.1 is left out: it would need negotiate contexts and tells nothing more here. */
const dialects: Readonly<Record<number, string>> = {
  0x0202: '2.0.2',
  0x0210: '2.1',
  0x0300: '3.0',
  0x0302: '3.0.2',
}

function negotiate(): Buffer {
  const offered = Object.keys(dialects).map(Number)
  const message = Buffer.alloc(4 + headerBytes + 36 + offered.length * 2)
  message.writeUInt32BE(message.length - 4, 0)
  message.write('\xfeSMB', 4, 'latin1')
  message.writeUInt16LE(64, 8)
  message.writeUInt16LE(1, 18)
  message.writeUInt16LE(36, 68)
  message.writeUInt16LE(offered.length, 70)
  message.writeUInt16LE(1, 72)
  offered.forEach((dialect, index) => message.writeUInt16LE(dialect, 104 + index * 2))
  return message
}

function hasMessage(bytes: Buffer): boolean {
  return bytes.length >= 4 && bytes.length >= 4 + (bytes.readUInt32BE(0) & 0x00ff_ffff)
}

const signingEnabled = 1
const signingRequired = 2

function parseResponse(bytes: Buffer): Match | undefined {
  if (bytes.length < 4 + headerBytes + 64 || bytes.toString('latin1', 4, 8) !== '\xfeSMB')
    return undefined
  const body = bytes.subarray(4 + headerBytes)
  if (body.readUInt16LE(0) !== 65) return undefined
  const dialect = dialects[body.readUInt16LE(4)]
  if (dialect === undefined) return undefined
  const mode = body.readUInt16LE(2)
  return {
    service: 'microsoft-ds',
    confidence: 100,
    evidence: `SMB ${dialect} negotiated`,
    clues: [],
    extra: {
      dialect,
      isSigningEnabled: (mode & signingEnabled) !== 0,
      isSigningRequired: (mode & signingRequired) !== 0,
      serverGuid: body.toString('hex', 8, 24),
      systemTime: toTimestamp(body.readBigUInt64LE(40)),
    },
  }
}

/** FILETIME: 100 ns since 1601 ([MS-DTYP] 2.3.3). */
function toTimestamp(fileTime: bigint): string | undefined {
  const ms = Number(fileTime / 10_000n) - 11_644_473_600_000
  return fileTime === 0n || Math.abs(ms) > 8e15 ? undefined : new Date(ms).toISOString()
}
