import { ByteReader } from './byte-reader.ts'

/** Which procedure of which program. */
export type RpcProcedure = {
  readonly program: number
  readonly version: number
  readonly procedure: number
}

/** What a server said to a call of ours. */
export type RpcReply =
  | { readonly kind: 'success'; readonly result: Buffer }
  /** The program is there, in these versions. */
  | { readonly kind: 'mismatch'; readonly lowest: number; readonly highest: number }
  | { readonly kind: 'refused'; readonly reason: string }

const recordMarkBytes = 4
const lastFragment = 0x8000_0000
const replyLimitBytes = 65_536
const transactionId = 0x57_56_4e_44
const call = 0
const reply = 1
const rpcVersion = 2

/** Writes a call without arguments and without credentials, as one record (RFC 5531 9, 11). */
export function writeRpcCall({ program, version, procedure }: RpcProcedure): Buffer {
  const words = [transactionId, call, rpcVersion, program, version, procedure, 0, 0, 0, 0]
  const bytes = Buffer.alloc(recordMarkBytes + words.length * 4)
  bytes.writeUInt32BE(lastFragment + words.length * 4, 0)
  words.forEach((word, index) => bytes.writeUInt32BE(word, recordMarkBytes + index * 4))
  return bytes
}

/** Whether a record has arrived whole, or is none at all. */
export function hasRpcRecord(bytes: Buffer): boolean {
  return joinFragments(bytes).isWhole
}

/** Reads the reply to a call of ours; undefined when the bytes are none. */
export function readRpcReply(bytes: Buffer): RpcReply | undefined {
  const { record, isWhole } = joinFragments(bytes)
  const reader = new ByteReader(record)
  const isOurs = isWhole && reader.u32() === transactionId && reader.u32() === reply
  if (!isOurs) return undefined
  const result = reader.u32() === 0 ? readAccepted(reader) : readDenied(reader)
  return reader.isCut ? undefined : result
}

type Record = { readonly record: Buffer; readonly isWhole: boolean }

function joinFragments(bytes: Buffer): Record {
  const fragments: Buffer[] = []
  const reader = new ByteReader(bytes)
  while (reader.left >= recordMarkBytes && fragments.length < 64) {
    const mark = reader.u32()
    const length = mark & 0x7fff_ffff
    if (length === 0 || length > replyLimitBytes) return { record: Buffer.alloc(0), isWhole: true }
    if (length > reader.left) break
    fragments.push(reader.take(length))
    if (mark >= lastFragment) return { record: Buffer.concat(fragments), isWhole: true }
  }
  return { record: Buffer.alloc(0), isWhole: false }
}

const acceptErrors: Readonly<{ [status: number]: string }> = {
  1: 'program-unavailable',
  3: 'procedure-unavailable',
  4: 'garbage-arguments',
  5: 'system-error',
}

/** A verifier, then the status and what belongs to it. */
function readAccepted(reader: ByteReader): RpcReply | undefined {
  reader.skip(4)
  reader.skip(reader.u32())
  const status = reader.u32()
  if (status === 0) return { kind: 'success', result: reader.take(reader.left) }
  if (status === 2) return { kind: 'mismatch', lowest: reader.u32(), highest: reader.u32() }
  const reason = acceptErrors[status]
  return reason === undefined ? undefined : { kind: 'refused', reason }
}

function readDenied(reader: ByteReader): RpcReply {
  const reason = reader.u32() === 0 ? 'rpc-version' : 'authentication'
  reader.skip(4)
  return { kind: 'refused', reason }
}
