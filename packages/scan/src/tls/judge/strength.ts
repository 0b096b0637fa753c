import { type CertificateRecord, type TlsEndpointRecord } from '@windvane/model'

/** What is judged of an endpoint. */
export type JudgedEndpoint = Pick<
  TlsEndpointRecord,
  'versions' | 'groups' | 'dh' | 'features' | 'chains' | 'trust' | 'matchesName' | 'ocspStaple'
>

/** The certificates that were served for the name, or without one. */
export function listServed({
  chains,
}: Pick<TlsEndpointRecord, 'chains'>): readonly CertificateRecord[] {
  return (chains.named ?? chains.default)?.certificates ?? []
}

/** The suites of all versions, each with its version. */
export function listSuites({ versions }: Pick<TlsEndpointRecord, 'versions'>) {
  return versions.flatMap(({ version, suites }) => suites.map((suite) => ({ ...suite, version })))
}

/** Whether a version is spoken. */
export function speaks({ versions }: Pick<TlsEndpointRecord, 'versions'>, name: string): boolean {
  return versions.some(({ version, isSupported }) => version === name && isSupported === true)
}

/** A suite whose session keys cannot be had from the server's key later. */
export function isForwardSecret({ keyExchange }: { readonly keyExchange: string }): boolean {
  return keyExchange === 'any' || /^(?:EC)?DHE_/.test(keyExchange)
}

/** A suite that encrypts and authenticates in one. */
export function isAead({ name }: { readonly name: string }): boolean {
  return /GCM|CCM|POLY1305/.test(name)
}

/** NIST SP 800-57 part 1, table 2: what a key of an elliptic curve is worth in bits of RSA. */
export function toRsaBits(curveBits: number): number {
  if (curveBits < 160) return 512
  if (curveBits < 224) return 1024
  if (curveBits < 250) return 2048
  if (curveBits < 384) return 3072
  return curveBits < 512 ? 7680 : 15_360
}

/** A key's strength in bits of RSA; undefined for one of an unknown kind. */
export function measureKey({ keyAlgorithm, keyBits }: CertificateRecord): number | undefined {
  if (keyBits === undefined) return undefined
  return /^(?:rsa|rsa-pss|dsa|dh)$/.test(keyAlgorithm) ? keyBits : toRsaBits(keyBits)
}

/** A signature by a hash that can be forged, on a certificate whose signature matters. */
export function hasSignature(
  { signatureAlgorithm = '', isSelfSigned }: CertificateRecord,
  hash: RegExp,
): boolean {
  return !isSelfSigned && hash.test(signatureAlgorithm)
}
