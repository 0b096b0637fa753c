import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * The Git daemon (gitprotocol-pack(5)): git-upload-pack of a repository that cannot be. Its answer is a
 * packet with an error; a closed connection tells nothing.
 */
export const git = defineDetector({
  id: 'git',
  title: 'Git daemon',
  transport: 'tcp',
  ports: [9418],
  prevalence: 6,
  maxConnections: 1,
  *detect({ host, port }) {
    const request = `git-upload-pack /windvane-invalid\0host=${host}:${port}\0`
    const reply = yield send(toPacket(request), { until: hasPacket, timeoutMs: 1500 })
    const packet = readPacket(reply.bytes)
    return packet === undefined ? undefined : toMatch(packet)
  },
})

/** A packet is its own length in four hexadecimal digits and a payload (gitprotocol-common(5)). */
function toPacket(payload: string): string {
  return (payload.length + 4).toString(16).padStart(4, '0') + payload
}

function lengthOf(bytes: Buffer): number | undefined {
  const digits = bytes.toString('latin1', 0, 4)
  return /^[0-9a-f]{4}$/.test(digits) ? Number.parseInt(digits, 16) : undefined
}

function hasPacket(bytes: Buffer): boolean {
  return bytes.length >= 4 && bytes.length >= (lengthOf(bytes) ?? 0)
}

function readPacket(bytes: Buffer): string | undefined {
  const length = lengthOf(bytes)
  if (length === undefined || length < 8 || bytes.length < length) return undefined
  return bytes.toString('latin1', 4, Math.min(length, 1000))
}

function toMatch(packet: string): Match | undefined {
  const error = /^ERR ([^\r\n]{1,500})/.exec(packet)?.[1]
  if (error === undefined) return undefined
  return {
    service: 'git',
    confidence: 100,
    evidence: `error "${error.slice(0, 100)}"`,
    clues: [{ field: 'git.error', text: error }],
    extra: { error },
  }
}
