import { readDer, readDerChildren } from '../tls/read-der.ts'
import { writeBer } from './write-ber.ts'

/** What an MCS Connect Response tells ([MS-RDPBCGR] 2.2.1.4). */
export type RdpConnect = {
  /** The largest number of channels of the connection; we ask for 34. */
  readonly maxChannelIds: number
  /** `5.0`, `10.7`: the protocol's version, not that of the system. */
  readonly protocolVersion?: string
  /** Of the security without TLS. */
  readonly encryptionMethod?: string
  readonly encryptionLevel?: string
}

const dataHeader = Buffer.from([2, 0xf0, 0x80])
const frameBytes = 4

/** An MCS Connect Initial (2.2.1.3): a desktop of a common size, every encryption, no channels. */
export function toRdpConnectInitial(selectedProtocol: number): Buffer {
  const blocks = Buffer.concat([toCoreData(selectedProtocol), toSecurityData()])
  const conference = Buffer.concat([
    Buffer.from('000500147c0001', 'hex'),
    perLength(blocks.length + 14),
    Buffer.from('000800100001c00044756361', 'hex'),
    perLength(blocks.length),
    blocks,
  ])
  const selectors = Buffer.from('0401010401010101ff', 'hex')
  const parameters = [
    domainParameters([34, 2, 0, 1, 0, 1, 65_535, 2]),
    domainParameters([1, 1, 1, 1, 0, 1, 1056, 2]),
    domainParameters([65_535, 64_535, 65_535, 1, 0, 1, 65_535, 2]),
  ]
  // [APPLICATION 101] has a tag of two bytes; the second begins the element here.
  const connect = writeBer(0x65, selectors, ...parameters, writeBer(0x04, conference))
  const packet = Buffer.concat([
    Buffer.from([3, 0, 0, 0]),
    dataHeader,
    Buffer.from([0x7f]),
    connect,
  ])
  packet.writeUInt16BE(packet.length, 2)
  return packet
}

/** Whether a packet of TPKT (RFC 1006 6) has arrived whole. */
export function hasRdpPacket(bytes: Buffer): boolean {
  return bytes.length >= frameBytes && bytes.length >= bytes.readUInt16BE(2)
}

/** Reads the Connect Response; undefined when it is none, or a refusal. */
export function parseRdpConnect(bytes: Buffer): RdpConnect | undefined {
  const start = frameBytes + dataHeader.length
  if (bytes[0] !== 3 || bytes[start] !== 0x7f || bytes[start + 1] !== 0x66) return undefined
  const response = readDer(bytes, start + 1)
  const [result, , parameters, userData] = response ? readDerChildren(bytes, response) : []
  if (!result || bytes[result.contentStart] !== 0 || !parameters || !userData) return undefined
  const channels = readDerChildren(bytes, parameters)[0]
  if (!channels || channels.end - channels.contentStart > 4) return undefined
  const blocks = bytes.subarray(userData.contentStart, userData.end)
  return {
    maxChannelIds: bytes.readUIntBE(channels.contentStart, channels.end - channels.contentStart),
    ...readBlocks(blocks),
  }
}

/** Each number as an INTEGER without a sign (2.2.1.3, ITU T.125). */
function domainParameters(numbers: readonly number[]): Buffer {
  const integers = numbers.map((number) =>
    writeBer(0x02, Buffer.from(number > 255 ? [number >> 8, number & 255] : [number])),
  )
  return writeBer(0x30, ...integers)
}

function perLength(length: number): Buffer {
  return Buffer.from([0x80 | (length >> 8), length & 255])
}

/** 2.2.1.3.2. */
function toCoreData(selectedProtocol: number): Buffer {
  const data = Buffer.alloc(216)
  data.writeUInt16LE(0xc001, 0)
  data.writeUInt16LE(data.length, 2)
  data.writeUInt32LE(0x0008_0004, 4)
  data.writeUInt16LE(1024, 8)
  data.writeUInt16LE(768, 10)
  data.writeUInt16LE(0xca01, 12)
  data.writeUInt16LE(0xaa03, 14)
  data.writeUInt32LE(0x409, 16)
  data.write('Windvane', 24, 'utf16le')
  data.writeUInt32LE(4, 56)
  data.writeUInt32LE(12, 64)
  data.writeUInt16LE(0xca01, 132)
  data.writeUInt16LE(1, 134)
  data.writeUInt16LE(24, 140)
  data.writeUInt16LE(7, 142)
  data.writeUInt16LE(1, 144)
  data.writeUInt32LE(selectedProtocol, 212)
  return data
}

/** 2.2.1.3.3: 40, 56 and 128 bits and FIPS. */
function toSecurityData(): Buffer {
  const data = Buffer.alloc(12)
  data.writeUInt16LE(0xc002, 0)
  data.writeUInt16LE(data.length, 2)
  data.writeUInt32LE(0x1b, 4)
  return data
}

const serverCore = 0x0c01
const serverSecurity = 0x0c02

/** The server's data follows the four letters of its key and a length (2.2.1.4). */
function readBlocks(data: Buffer): Partial<RdpConnect> {
  const key = data.indexOf('McDn', 0, 'latin1')
  if (key < 0 || key + 5 >= data.length) return {}
  let facts: Partial<RdpConnect> = {}
  let offset = key + 4 + (data.readUInt8(key + 4) >= 0x80 ? 2 : 1)
  for (let count = 0; count < 8 && offset + 8 <= data.length; count++) {
    const length = data.readUInt16LE(offset + 2)
    const block = data.subarray(offset, offset + length)
    if (length < 8 || block.length < length) break
    facts = { ...facts, ...readBlock(data.readUInt16LE(offset), block) }
    offset += length
  }
  return facts
}

function readBlock(kind: number, block: Buffer): Partial<RdpConnect> {
  const word = block.readUInt32LE(4)
  if (kind === serverCore) return { protocolVersion: versions[word] ?? `0x${word.toString(16)}` }
  if (kind !== serverSecurity || block.length < 12) return {}
  const [method, level] = [methods[word], levels[block.readUInt32LE(8)]]
  return {
    ...(method === undefined ? {} : { encryptionMethod: method }),
    ...(level === undefined ? {} : { encryptionLevel: level }),
  }
}

/** 2.2.1.4.2: the first of 0x00080004 stands for all of 5.0 to 8.1. */
const versions: Readonly<Record<number, string>> = {
  0x0008_0001: '4.0',
  0x0008_0004: '5.0 to 8.1',
  0x0008_0005: '10.0',
  0x0008_0006: '10.1',
  0x0008_0007: '10.2',
  0x0008_0008: '10.3',
  0x0008_0009: '10.4',
  0x0008_000a: '10.5',
  0x0008_000b: '10.6',
  0x0008_000c: '10.7',
  0x0008_000d: '10.8',
  0x0008_000e: '10.9',
  0x0008_000f: '10.10',
  0x0008_0010: '10.11',
  0x0008_0011: '10.12',
}

/** 2.2.1.4.3. */
const methods: Readonly<Record<number, string>> = {
  0: 'none',
  1: '40-bit',
  2: '128-bit',
  8: '56-bit',
  0x10: 'fips',
}
const levels: Readonly<Record<number, string>> = {
  0: 'none',
  1: 'low',
  2: 'client-compatible',
  3: 'high',
  4: 'fips',
}
