import { ByteReader } from './byte-reader.ts'
import { type Extension, extensionTypes, readExtensions } from './extension.ts'

/** A ServerHello or a HelloRetryRequest (RFC 8446 4.1.3, 4.1.4; RFC 5246 7.4.1.3). */
export type ServerHello = {
  /** What was agreed: `supported_versions` where the server sent it. */
  readonly version: number
  /** `legacy_version`, as it stands in the message. */
  readonly legacyVersion: number
  readonly suite: number
  readonly compression: number
  readonly sessionId: Buffer
  /** In the server's order. */
  readonly extensions: readonly Extension[]
  readonly isRetry: boolean
  /** The named group of `key_share`. */
  readonly group?: number
  /** The server's public value; absent in a HelloRetryRequest. */
  readonly keyShare?: Buffer
}

/** The random that marks a HelloRetryRequest: SHA-256 of that word (RFC 8446 4.1.3). */
const retryRandom = Buffer.from(
  'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c',
  'hex',
)

/** Reads the body of a ServerHello; undefined when it is none. */
export function readServerHello(body: Buffer): ServerHello | undefined {
  const reader = new ByteReader(body)
  const legacyVersion = reader.uint16()
  const random = reader.take(32)
  const sessionId = reader.vector8()
  const suite = reader.uint16()
  const compression = reader.uint8()
  if (reader.isBroken || legacyVersion >> 8 !== 3 || sessionId.length > 32) return undefined
  // Up to TLS 1.2 the list may be missing altogether.
  const extensions = reader.bytesLeft === 0 ? [] : readExtensions(reader.vector16())
  const isRetry = random.equals(retryRandom)
  return {
    version: findVersion(extensions) ?? legacyVersion,
    legacyVersion,
    suite,
    compression,
    sessionId,
    extensions,
    isRetry,
    ...readKeyShare(extensions, isRetry),
  }
}

/** The data of an extension; undefined when it was not sent. */
export function findExtension(extensions: readonly Extension[], type: number): Buffer | undefined {
  return extensions.find((extension) => extension.type === type)?.data
}

function findVersion(extensions: readonly Extension[]): number | undefined {
  const data = findExtension(extensions, extensionTypes.supportedVersions)
  return data?.length === 2 ? data.readUInt16BE(0) : undefined
}

function readKeyShare(
  extensions: readonly Extension[],
  isRetry: boolean,
): Pick<ServerHello, 'group' | 'keyShare'> {
  const data = findExtension(extensions, extensionTypes.keyShare)
  if (data === undefined) return {}
  const reader = new ByteReader(data)
  const group = reader.uint16()
  if (isRetry) return reader.isBroken ? {} : { group }
  const keyShare = reader.vector16()
  return reader.isBroken ? {} : { group, keyShare }
}
