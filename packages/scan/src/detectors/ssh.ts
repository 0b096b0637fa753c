import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { parseHostKey, type SshHostKey } from './ssh-host-key.ts'
import { chooseHostKeyAlgorithms, chooseKeyExchange } from './ssh-key-exchange.ts'
import { hashKexInit, type KexInit, parseKexInit, toKexInit } from './ssh-kexinit.ts'
import { readSshPayloads, readSshStrings, sshMessages, toSshPacket } from './ssh-packet.ts'
import { findWeaknesses } from './ssh-weaknesses.ts'
import { receive, reconnect, send } from './steps.ts'
import { hasLine, toLines } from './text-lines.ts'

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
    const lists = yield* readKexInit(afterIdentification(greeting.bytes))
    if (!lists) return match
    const hostKeys = yield* readHostKeys(lists)
    return { ...match, extra: { ...match.extra, ...describe(lists), ...describeKeys(hostKeys) } }
  },
})

function parseIdentification(bytes: Buffer): Match | undefined {
  const head = bytes.subarray(0, 8192)
  if (!hasLine(head)) return undefined
  const complete = toLines(head.subarray(0, head.lastIndexOf(0x0a)))
  const line = complete.find((text) => text.startsWith('SSH-'))
  const parts = /^SSH-(\d\.\d{1,2})-(\S{1,255})(?: (.{0,255}))?$/.exec(line ?? '')
  if (!line || !parts?.[1] || !parts[2]) return undefined
  const comments = parts[3]
  const software = comments ? `${parts[2]} ${comments}` : parts[2]
  return {
    service: 'ssh',
    confidence: 100,
    evidence: `identification "${line.slice(0, 100)}"`,
    clues: [{ field: 'ssh.software', text: software }],
    isAuthRequired: true,
    banner: Buffer.from(line, 'latin1'),
    extra: { protocol: parts[1], software: parts[2], ...(comments ? { comments } : {}) },
  }
}

/** 1.99 stands for both versions (RFC 4253 5.1). */
function isOnlyVersion1({ extra }: Match): boolean {
  const protocol = String(extra['protocol'])
  return protocol.startsWith('1.') && protocol !== '1.99'
}

function afterIdentification(bytes: Buffer): Buffer {
  const start = bytes.indexOf('SSH-', 0, 'latin1')
  return bytes.subarray(bytes.indexOf(0x0a, start) + 1)
}

const identification = 'SSH-2.0-Windvane\r\n'

/** Some servers send KEXINIT with their identification, others wait for ours. */
function* readKexInit(early: Buffer): DetectorSteps<KexInit | undefined> {
  const isEarly = findKexInit(early) !== undefined
  const reply = yield send(identification, {
    until: (bytes) => findKexInit(Buffer.concat([early, bytes])) !== undefined,
    timeoutMs: isEarly ? 0 : 1500,
  })
  return findKexInit(Buffer.concat([early, reply.bytes]))
}

function findKexInit(bytes: Buffer): KexInit | undefined {
  for (const payload of readSshPayloads(bytes)) {
    const lists = parseKexInit(payload)
    if (lists) return lists
  }
  return undefined
}

/** The first key on the connection at hand, each further one on a connection of its own. */
function* readHostKeys(lists: KexInit): DetectorSteps<readonly SshHostKey[]> {
  const exchange = chooseKeyExchange(lists)
  if (!exchange) return []
  const hostKeys: SshHostKey[] = []
  const algorithms = chooseHostKeyAlgorithms(lists).slice(0, maxConnections)
  for (const [index, algorithm] of algorithms.entries()) {
    const request = Buffer.concat([
      toSshPacket(toKexInit(lists, exchange.algorithm, algorithm)),
      toSshPacket(exchange.request),
    ])
    if (index > 0) {
      const { end } = yield reconnect()
      if (end !== 'matched') break
    }
    const hello = index > 0 ? Buffer.from(identification) : Buffer.alloc(0)
    const reply = yield send(Buffer.concat([hello, request]), { until: isOver, timeoutMs: 2000 })
    const hostKey = findHostKey(reply.bytes)
    if (hostKey) hostKeys.push(hostKey)
  }
  return hostKeys
}

/** A fresh connection starts with the identification, the rest is packets. */
function toPackets(bytes: Buffer): Buffer {
  return parseIdentification(bytes) ? afterIdentification(bytes) : bytes
}

function isOver(bytes: Buffer): boolean {
  return readSshPayloads(toPackets(bytes)).some(
    ([kind]) => kind === sshMessages.kexReply || kind === sshMessages.disconnect,
  )
}

function findHostKey(bytes: Buffer): SshHostKey | undefined {
  const payloads = readSshPayloads(toPackets(bytes))
  const reply = payloads.find(([kind]) => kind === sshMessages.kexReply)
  const blob = reply && readSshStrings(reply, 1, 1)[0]
  return blob && parseHostKey(blob)
}

function describe(lists: KexInit): Match['extra'] {
  return { ...lists, hasshServer: hashKexInit(lists), ...findWeaknesses(lists) }
}

function describeKeys(hostKeys: readonly SshHostKey[]): Match['extra'] {
  return { hostKeys, hostKeyFingerprints: hostKeys.map(({ sha256 }) => sha256) }
}
