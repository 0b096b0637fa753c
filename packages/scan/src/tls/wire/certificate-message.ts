import { ByteReader } from './byte-reader.ts'
import { extensionTypes, readExtensions } from './extension.ts'
import { findExtension } from './server-hello.ts'

/** What a Certificate message carries. */
export type CertificateMessage = {
  /** DER, in the order sent. */
  readonly certificates: readonly Buffer[]
  /** The OCSP response beside the leaf (RFC 8446 4.4.2.1). */
  readonly ocspResponse?: Buffer
  /** The list of signed certificate timestamps beside the leaf (RFC 6962 3.3). */
  readonly timestamps?: Buffer
}

/** A chain is not followed beyond this. */
const maxCertificates = 32

/** Reads the body of a Certificate message of TLS 1.2 and before (RFC 5246 7.4.2). */
export function readCertificates(body: Buffer): CertificateMessage {
  const list = new ByteReader(new ByteReader(body).vector24())
  const certificates: Buffer[] = []
  while (list.bytesLeft > 0 && certificates.length < maxCertificates) {
    const certificate = list.vector24()
    if (list.isBroken) break
    certificates.push(certificate)
  }
  return { certificates }
}

/** Reads the body of a Certificate message of TLS 1.3 (RFC 8446 4.4.2). */
export function readCertificateEntries(body: Buffer): CertificateMessage {
  const reader = new ByteReader(body)
  reader.vector8()
  const list = new ByteReader(reader.vector24())
  const certificates: Buffer[] = []
  let beside: Omit<CertificateMessage, 'certificates'> = {}
  while (list.bytesLeft > 0 && certificates.length < maxCertificates) {
    const certificate = list.vector24()
    const extensions = list.vector16()
    if (list.isBroken) break
    if (certificates.length === 0) beside = readBeside(extensions)
    certificates.push(certificate)
  }
  return { certificates, ...beside }
}

function readBeside(bytes: Buffer): Omit<CertificateMessage, 'certificates'> {
  const extensions = readExtensions(bytes)
  const status = findExtension(extensions, extensionTypes.statusRequest)
  const ocspResponse = status && readCertificateStatus(status)
  const timestamps = findExtension(extensions, extensionTypes.certificateTimestamps)
  return {
    ...(ocspResponse === undefined ? {} : { ocspResponse }),
    ...(timestamps === undefined ? {} : { timestamps }),
  }
}

/** Reads a CertificateStatus (RFC 6066 8): the OCSP response, or undefined. */
export function readCertificateStatus(body: Buffer): Buffer | undefined {
  const reader = new ByteReader(body)
  const type = reader.uint8()
  const response = reader.vector24()
  return type === 1 && !reader.isBroken && response.length > 0 ? response : undefined
}
