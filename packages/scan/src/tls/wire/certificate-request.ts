import { ByteReader } from './byte-reader.ts'
import { extensionTypes, readExtensions } from './extension.ts'
import { findExtension } from './server-hello.ts'

/** What a server asks of the client's certificate. */
export type CertificateRequest = {
  /** Distinguished names in DER. */
  readonly issuers: readonly Buffer[]
}

const maxIssuers = 100

/** Reads the body of a CertificateRequest of TLS 1.2 and before (RFC 5246 7.4.4, RFC 2246 7.4.4). */
export function readCertificateRequest(body: Buffer, version: number): CertificateRequest {
  const reader = new ByteReader(body)
  reader.vector8()
  if (version >= 0x0303) reader.vector16()
  return { issuers: readNames(reader.vector16()) }
}

/** Reads the body of a CertificateRequest of TLS 1.3 (RFC 8446 4.3.2, 4.2.4). */
export function readCertificateRequest13(body: Buffer): CertificateRequest {
  const reader = new ByteReader(body)
  reader.vector8()
  const extensions = readExtensions(reader.vector16())
  const data = findExtension(extensions, extensionTypes.certificateAuthorities)
  return { issuers: data === undefined ? [] : readNames(new ByteReader(data).vector16()) }
}

function readNames(bytes: Buffer): readonly Buffer[] {
  const list = new ByteReader(bytes)
  const names: Buffer[] = []
  while (list.bytesLeft > 0 && names.length < maxIssuers) {
    const name = list.vector16()
    if (list.isBroken) break
    names.push(name)
  }
  return names
}
