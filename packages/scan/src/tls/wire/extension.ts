import { ByteReader } from './byte-reader.ts'
import { uint16, vector16 } from './write-bytes.ts'

/** An extension of a hello or of another handshake message (RFC 8446 4.2). */
export type Extension = { readonly type: number; readonly data: Buffer }

/** Numbers of the extensions that are asked for or read (IANA, TLS ExtensionType Values). */
export const extensionTypes = {
  serverName: 0,
  statusRequest: 5,
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  heartbeat: 15,
  alpn: 16,
  certificateTimestamps: 18,
  padding: 21,
  encryptThenMac: 22,
  extendedMasterSecret: 23,
  sessionTicket: 35,
  supportedVersions: 43,
  cookie: 44,
  pskModes: 45,
  certificateAuthorities: 47,
  keyShare: 51,
  renegotiationInfo: 0xff01,
} as const

/** Writes an extension. */
export function encodeExtension(type: number, ...data: readonly Uint8Array[]): Buffer {
  return Buffer.concat([uint16(type), vector16(...data)])
}

const maxExtensions = 64

/** Reads a list of extensions; what follows a broken one is left out. */
export function readExtensions(bytes: Buffer): readonly Extension[] {
  const list = new ByteReader(bytes)
  const extensions: Extension[] = []
  while (list.bytesLeft > 0 && extensions.length < maxExtensions) {
    const type = list.uint16()
    const data = list.vector16()
    if (list.isBroken) break
    extensions.push({ type, data })
  }
  return extensions
}
