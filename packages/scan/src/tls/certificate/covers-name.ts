import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'

/** RFC 9525 6.3: the subject's common name counts only where there are no alternative names. */
export function coversName(leaf: Uint8Array, name: string): boolean {
  try {
    const certificate = new X509Certificate(leaf)
    if (isIP(name)) return certificate.checkIP(name) !== undefined
    return certificate.checkHost(name) !== undefined
  } catch {
    return false
  }
}
