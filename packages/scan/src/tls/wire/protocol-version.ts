import { type TlsVersion } from '@windvane/model'

/** The versions that share TLS's record layer, as two bytes on the wire (RFC 8446 4.2.1, RFC 6101). */
export const versionCodes = {
  SSLv3: 0x0300,
  TLSv1: 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
  'TLSv1.3': 0x0304,
} as const satisfies Partial<Record<TlsVersion, number>>

/** A version that our records speak: all but SSLv2. */
export type RecordVersion = keyof typeof versionCodes

/** The name of a version; undefined for one that we do not know. */
export function nameVersion(code: number): RecordVersion | undefined {
  // The keys of the table are its versions.
  const names = Object.keys(versionCodes) as RecordVersion[]
  return names.find((name) => versionCodes[name] === code)
}
