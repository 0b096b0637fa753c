import { type CertificateRecord, type TlsRecord } from '@windvane/model'

import { type Handshake } from '../service/service-port.ts'
import { coversName } from './certificate/covers-name.ts'
import { toCertificateRecord } from './to-certificate-record.ts'

/** Where and with which name a handshake took place. */
export type HandshakePlace = {
  readonly address: string
  readonly port: number
  readonly tunnel: 'tls' | 'starttls'
  /** What SNI said. */
  readonly serverName: string | null
  /** The name that is scanned, with SNI or without; null when the target is an address. */
  readonly scannedName: string | null
}

const chainLimit = 20

/** Describes a handshake; undefined when it showed neither a version nor a certificate. */
export function toTlsRecord(handshake: Handshake, place: HandshakePlace): TlsRecord | undefined {
  if (handshake.version === undefined && handshake.chain.length === 0) return undefined
  const { scannedName, ...where } = place
  const leaf = handshake.chain[0]
  return {
    ...where,
    version: handshake.version ?? 'unknown',
    cipher: handshake.cipher ?? 'unknown',
    ...(handshake.alpn === undefined ? {} : { alpn: handshake.alpn }),
    chain: handshake.chain.slice(0, chainLimit).flatMap(readCertificate),
    isTrusted: handshake.isTrusted,
    ...(handshake.trustError === undefined ? {} : { trustError: handshake.trustError }),
    ...(scannedName === null || !leaf ? {} : { matchesName: coversName(leaf, scannedName) }),
  }
}

/** A certificate that cannot be parsed hides only itself, not the rest of the chain. */
function readCertificate(der: Uint8Array): readonly CertificateRecord[] {
  try {
    return [toCertificateRecord(der)]
  } catch {
    return []
  }
}
