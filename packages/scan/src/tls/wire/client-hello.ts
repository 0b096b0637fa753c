import { randomBytes } from 'node:crypto'
import { encodeExtension, extensionTypes } from './extension.ts'
import { uint16, vector16, vector24, vector8 } from './write-bytes.ts'

/** A ClientHello (RFC 8446 4.1.2); extensions are ready-made and keep their order. */
export type ClientHello = {
  /** `legacy_version`. */
  readonly version: number
  readonly suites: readonly number[]
  readonly random?: Buffer
  readonly sessionId?: Buffer
  /** 0 is none, 1 is DEFLATE (RFC 3749). */
  readonly compressions?: readonly number[]
  readonly extensions: readonly Buffer[]
}

/** Writes the handshake message of a ClientHello. */
export function encodeClientHello(hello: ClientHello): Buffer {
  return encodeWith(hello, hello.extensions)
}

/** The same, made longer where some servers hang: at 256 to 511 bytes (RFC 7685). */
export function encodePaddedClientHello(hello: ClientHello): Buffer {
  const message = encodeClientHello(hello)
  const isUnlucky = message.length >= 256 && message.length < 512
  if (!isUnlucky || hello.extensions.length === 0) return message
  const padding = Buffer.alloc(Math.max(0, 512 - 4 - message.length))
  return encodeWith(hello, [...hello.extensions, encodeExtension(extensionTypes.padding, padding)])
}

function encodeWith(hello: ClientHello, extensions: readonly Buffer[]): Buffer {
  const { version, suites, random = randomBytes(32), sessionId = noBytes } = hello
  const body = Buffer.concat([
    uint16(version),
    random,
    vector8(sessionId),
    vector16(...suites.map(uint16)),
    vector8(Buffer.from(hello.compressions ?? [0])),
    // SSL 3.0 knows no extensions, not even an empty list of them.
    ...(extensions.length === 0 ? [] : [vector16(...extensions)]),
  ])
  return Buffer.concat([Buffer.from([1]), vector24(body)])
}

const noBytes = Buffer.alloc(0)

/** Puts a handshake message into a record (RFC 8446 5.1). */
export function toHandshakeRecord(message: Buffer, version: number): Buffer {
  return Buffer.concat([Buffer.from([22]), uint16(version), vector16(message)])
}
