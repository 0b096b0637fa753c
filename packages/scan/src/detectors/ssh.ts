import { createHash } from 'node:crypto'

import { defineDetector, type Match } from './define-detector.ts'
import { receive, send } from './steps.ts'
import { hasLine, toLines } from './text-lines.ts'

/** SSH: identification strings (RFC 4253 4.2), then the algorithm lists of KEXINIT (7.1). */
export const ssh = defineDetector({
  id: 'ssh',
  title: 'Secure Shell',
  transport: 'tcp',
  ports: [22, 2222, 22222, 830],
  prevalence: 85,
  maxConnections: 1,
  matchBanner: parseIdentification,
  *detect() {
    const greeting = yield receive({ until: (bytes) => parseIdentification(bytes) !== undefined })
    const match = parseIdentification(greeting.bytes)
    if (!match) return undefined
    // Some servers send KEXINIT with their identification, others wait for ours.
    const early = afterIdentification(greeting.bytes)
    const reply = yield send('SSH-2.0-Windvane\r\n', {
      until: (bytes) => parseKexinit(Buffer.concat([early, bytes])) !== undefined,
      timeoutMs: parseKexinit(early) ? 0 : 1500,
    })
    const lists = parseKexinit(Buffer.concat([early, reply.bytes]))
    return lists ? { ...match, extra: { ...match.extra, ...lists } } : match
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
    extra: { protocol: parts[1], software: parts[2], ...(comments ? { comments } : {}) },
  }
}

function afterIdentification(bytes: Buffer): Buffer {
  const start = bytes.indexOf('SSH-', 0, 'latin1')
  return bytes.subarray(bytes.indexOf(0x0a, start) + 1)
}

const kexinit = 20
const headerBytes = 4 + 1 + 1 + 16

function parseKexinit(bytes: Buffer): Record<string, unknown> | undefined {
  if (bytes.length < headerBytes || bytes[5] !== kexinit) return undefined
  const packetEnd = 4 + bytes.readUInt32BE(0)
  if (packetEnd > 35_000 || bytes.length < packetEnd) return undefined
  const lists = readNameLists(bytes.subarray(headerBytes, packetEnd))
  if (!lists) return undefined
  const [kex = '', hostKey = '', , cipher = '', , mac = '', , compression = ''] = lists
  return {
    kexAlgorithms: names(kex),
    hostKeyAlgorithms: names(hostKey),
    ciphers: names(cipher),
    macs: names(mac),
    compression: names(compression),
    // HASSH-server takes the lists of the direction server to client.
    hasshServer: createHash('md5').update([kex, cipher, mac, compression].join(';')).digest('hex'),
  }
}

function readNameLists(payload: Buffer): readonly string[] | undefined {
  const lists: string[] = []
  let offset = 0
  while (lists.length < 8) {
    if (offset + 4 > payload.length) return undefined
    const end = offset + 4 + payload.readUInt32BE(offset)
    if (end > payload.length) return undefined
    lists.push(payload.toString('latin1', offset + 4, end))
    offset = end
  }
  return lists
}

function names(list: string): readonly string[] {
  return list === '' ? [] : list.split(',', 200)
}
