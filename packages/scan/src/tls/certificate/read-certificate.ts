import { type DerElement, readDer, readDerChildren } from '../read-der.ts'
import { readObjectId } from './read-object-id.ts'

/** The parts of a certificate that are read by hand (RFC 5280 4.1). */
export type CertificateParts = {
  /** SubjectPublicKeyInfo, as it stands in the certificate. */
  readonly publicKeyInfo: Buffer
  /** The content of the serial number. */
  readonly serial: Buffer
  /** Values of the extensions by dotted number. */
  readonly extensions: ReadonlyMap<string, Buffer>
}

/** Takes a certificate apart; what is broken is left empty. */
export function readCertificate(der: Uint8Array): CertificateParts {
  const bytes = Buffer.from(der.buffer, der.byteOffset, der.byteLength)
  const certificate = readDer(bytes, 0)
  const body = certificate && readDerChildren(bytes, certificate)[0]
  const members = body ? readDerChildren(bytes, body) : []
  // Version 1, the default, is not written down.
  const offset = members[0]?.tag === 0xa0 ? 1 : 0
  const key = members[offset + 5]
  const serial = members[offset]
  const list = members.find(({ tag }) => tag === 0xa3)
  return {
    publicKeyInfo: key ? bytes.subarray(key.start, key.end) : noBytes,
    serial: serial ? contentOf(bytes, serial) : noBytes,
    extensions: list ? readExtensions(bytes, list) : new Map<string, Buffer>(),
  }
}

/** The bytes inside an element. */
export function contentOf(bytes: Buffer, { contentStart, end }: DerElement): Buffer {
  return bytes.subarray(contentStart, end)
}

const noBytes = Buffer.alloc(0)

function readExtensions(bytes: Buffer, list: DerElement): ReadonlyMap<string, Buffer> {
  const sequence = readDer(bytes, list.contentStart)
  const members = sequence && sequence.end <= list.end ? readDerChildren(bytes, sequence) : []
  const extensions = new Map<string, Buffer>()
  for (const member of members) {
    const parts = readDerChildren(bytes, member)
    const id = parts[0]
    // Between the two stands whether the extension is critical.
    const value = parts.at(-1)
    if (id?.tag !== 0x06 || value?.tag !== 0x04) continue
    const name = readObjectId(contentOf(bytes, id))
    if (!extensions.has(name)) extensions.set(name, contentOf(bytes, value))
  }
  return extensions
}
