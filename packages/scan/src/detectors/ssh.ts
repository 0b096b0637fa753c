import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { type SshHostKey } from './ssh-host-key.ts'
import { ourIdentification, readHostKeys } from './ssh-host-keys.ts'
import { hashKexInit } from './ssh-kexinit.ts'
import { findIdentification, parseOpening, type SshOpening } from './ssh-opening.ts'
import { findWeaknesses } from './ssh-weaknesses.ts'
import { receive, send } from './steps.ts'

const maxConnections = 3

/**
 * SSH: identification strings (RFC 4253 4.2), the lists of KEXINIT (7.1), then a key exchange for each
 * kind of host key, left at the server's first answer. Three connections at most, for OpenSSH 9.8 and
 * later punish peers that do not log in; no user authentication is begun.
 */
export const ssh = defineDetector({
  id: 'ssh',
  title: 'Secure Shell',
  transport: 'tcp',
  ports: [22, 2222, 22222, 830],
  prevalence: 85,
  maxConnections,
  matchBanner: parseIdentification,
  *detect() {
    const greeting = yield receive({ until: (bytes) => parseIdentification(bytes) !== undefined })
    const match = parseIdentification(greeting.bytes)
    if (!match || isOnlyVersion1(match)) return match
    const opening = yield* open(greeting.bytes)
    if (!opening) return match
    const hostKeys = yield* readHostKeys(opening, maxConnections)
    return { ...match, extra: { ...match.extra, ...describe(opening), ...describeKeys(hostKeys) } }
  },
})

function parseIdentification(bytes: Buffer): Match | undefined {
  const line = findIdentification(bytes)
  const parts = /^SSH-(\d\.\d{1,2})-(\S{1,255})(?: (.{0,255}))?$/.exec(line ?? '')
  if (!line || !parts?.[1] || !parts[2]) return undefined
  const comments = parts[3]
  const software = comments ? `${parts[2]} ${comments}` : parts[2]
  return {
    service: 'ssh',
    confidence: 100,
    evidence: `identification "${line.slice(0, 100)}"`,
    clues: [{ field: 'ssh.software', text: software }],
    banner: Buffer.from(line, 'latin1'),
    extra: { protocol: parts[1], software: parts[2], ...(comments ? { comments } : {}) },
  }
}

/** 1.99 stands for both versions (RFC 4253 5.1). */
function isOnlyVersion1({ extra }: Match): boolean {
  const protocol = String(extra['protocol'])
  return protocol.startsWith('1.') && protocol !== '1.99'
}

/** Some servers send KEXINIT with their identification, others wait for ours. */
function* open(greeting: Buffer): DetectorSteps<SshOpening | undefined> {
  const isEarly = parseOpening(greeting) !== undefined
  const reply = yield send(ourIdentification, {
    until: (bytes) => parseOpening(Buffer.concat([greeting, bytes])) !== undefined,
    timeoutMs: isEarly ? 0 : 1500,
  })
  return parseOpening(Buffer.concat([greeting, reply.bytes]))
}

function describe({ lists }: SshOpening): Match['extra'] {
  return { ...lists, hasshServer: hashKexInit(lists), ...findWeaknesses(lists) }
}

/** A key that the server could not prove is not its own: it stays out of what hosts are compared by. */
function describeKeys(hostKeys: readonly SshHostKey[]): Match['extra'] {
  const own = hostKeys.filter(({ isProven }) => isProven !== false)
  return { hostKeys, hostKeyFingerprints: own.map(({ sha256 }) => sha256) }
}
