import { toTimestamp } from './ntlm.ts'
import { readSmb2Reply, smb2Commands, toSmb2Request } from './smb2-message.ts'

/** What a NEGOTIATE tells ([MS-SMB2] 2.2.4). */
export type Smb2Negotiation = {
  readonly dialect: string
  readonly isSigningEnabled: boolean
  readonly isSigningRequired: boolean
  readonly serverGuid: string
  readonly capabilities: readonly string[]
  readonly systemTime?: string
  readonly bootTime?: string
  /** The algorithms that a server of 3.1.1 chose from ours (2.2.4.1). */
  readonly contexts?: Readonly<Record<string, readonly string[]>>
}

const dialects: Readonly<Record<number, string>> = {
  0x0202: '2.0.2',
  0x0210: '2.1',
  0x0300: '3.0',
  0x0302: '3.0.2',
  0x0311: '3.1.1',
}

const fixedBytes = 36
const headerBytes = 64
const everyCapability = 0x7f

/** A NEGOTIATE request that offers every dialect and every algorithm (2.2.3). */
export function toSmb2Negotiate(): Buffer {
  const offered = Object.keys(dialects).map(Number)
  const contexts = Buffer.concat([
    toContext(1, [1, 32, 1, ...Array.from({ length: 16 }, () => 0x5757)]),
    toContext(2, [4, 2, 1, 4, 3]),
    toContext(3, [5, 0, 0, 0, 1, 2, 3, 4, 5]),
    toContext(8, [3, 2, 1, 0]),
  ])
  const dialectsEnd = fixedBytes + offered.length * 2
  const contextStart = align8(headerBytes + dialectsEnd)
  const body = Buffer.alloc(contextStart - headerBytes)
  body.writeUInt16LE(fixedBytes, 0)
  body.writeUInt16LE(offered.length, 2)
  body.writeUInt16LE(1, 4)
  body.writeUInt32LE(everyCapability, 8)
  body.write('Windvane', 12, 'latin1')
  body.writeUInt32LE(contextStart, 28)
  body.writeUInt16LE(4, 32)
  offered.forEach((dialect, index) => body.writeUInt16LE(dialect, fixedBytes + index * 2))
  return toSmb2Request(smb2Commands.negotiate, Buffer.concat([body, contexts]))
}

/** Reads the response; undefined when it is none. */
export function parseSmb2Negotiation(bytes: Buffer): Smb2Negotiation | undefined {
  const reply = readSmb2Reply(bytes)
  if (!reply || reply.command !== smb2Commands.negotiate || reply.body.length < 64) return undefined
  const { body } = reply
  const dialect = dialects[body.readUInt16LE(4)]
  if (body.readUInt16LE(0) !== 65 || dialect === undefined) return undefined
  const mode = body.readUInt16LE(2)
  const systemTime = toTimestamp(body.readBigUInt64LE(40))
  const bootTime = toTimestamp(body.readBigUInt64LE(48))
  return {
    dialect,
    isSigningEnabled: (mode & 1) !== 0,
    isSigningRequired: (mode & 2) !== 0,
    serverGuid: formatGuid(body.subarray(8, 24)),
    capabilities: capabilityNames.filter((_, bit) => (body.readUInt32LE(24) >> bit) & 1),
    ...(systemTime ? { systemTime } : {}),
    ...(bootTime ? { bootTime } : {}),
    ...(dialect === '3.1.1' ? { contexts: readContexts(reply.message) } : {}),
  }
}

/** 2.2.4, Capabilities, from the lowest bit. */
const capabilityNames = [
  'dfs',
  'leasing',
  'large-mtu',
  'multi-channel',
  'persistent-handles',
  'directory-leasing',
  'encryption',
  'notifications',
]

/** 2.2.3.1: kind, length, and the words of its data, filled up to 8 bytes. */
function toContext(kind: number, words: readonly number[]): Buffer {
  const context = Buffer.alloc(align8(8 + words.length * 2))
  context.writeUInt16LE(kind, 0)
  context.writeUInt16LE(words.length * 2, 2)
  words.forEach((word, index) => context.writeUInt16LE(word, 8 + index * 2))
  return context
}

function align8(length: number): number {
  return Math.ceil(length / 8) * 8
}

type ContextKind = {
  readonly name: string
  /** Where the list of words starts; their number stands first. */
  readonly at: number
  readonly values: readonly string[]
}

const contextKinds: Readonly<Record<number, ContextKind>> = {
  1: { name: 'integrity', at: 4, values: ['', 'sha-512'] },
  2: {
    name: 'encryption',
    at: 2,
    values: ['', 'aes-128-ccm', 'aes-128-gcm', 'aes-256-ccm', 'aes-256-gcm'],
  },
  3: {
    name: 'compression',
    at: 8,
    values: ['none', 'lznt1', 'lz77', 'lz77-huffman', 'pattern-v1', 'lz4'],
  },
  8: { name: 'signing', at: 2, values: ['hmac-sha256', 'aes-cmac', 'aes-gmac'] },
}

function readContexts(message: Buffer): Readonly<Record<string, readonly string[]>> {
  const found: [string, readonly string[]][] = []
  const count = Math.min(16, message.readUInt16LE(headerBytes + 6))
  let offset = message.readUInt32LE(headerBytes + 60)
  for (let index = 0; index < count && offset + 8 <= message.length; index++) {
    const kind = contextKinds[message.readUInt16LE(offset)]
    const end = offset + 8 + message.readUInt16LE(offset + 2)
    if (end > message.length) break
    if (kind) found.push([kind.name, readWords(message.subarray(offset + 8, end), kind)])
    offset = align8(end)
  }
  return Object.fromEntries(found)
}

function readWords(data: Buffer, { at, values }: ContextKind): readonly string[] {
  if (data.length < 2) return []
  const count = Math.min(16, data.readUInt16LE(0), Math.floor((data.length - at) / 2))
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const value = data.readUInt16LE(at + index * 2)
    return values[value] ?? String(value)
  })
}

/** Three numbers in little-endian order, then 8 bytes ([MS-DTYP] 2.3.4). */
function formatGuid(bytes: Buffer): string {
  const parts = [
    bytes.subarray(0, 4).toReversed(),
    bytes.subarray(4, 6).toReversed(),
    bytes.subarray(6, 8).toReversed(),
    bytes.subarray(8, 10),
    bytes.subarray(10, 16),
  ]
  return parts.map((part) => Buffer.from(part).toString('hex')).join('-')
}
