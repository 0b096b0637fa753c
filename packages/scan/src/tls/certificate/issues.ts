import { type X509Certificate } from 'node:crypto'

/** Whether a certificate names another as its issuer and may do so (RFC 5280 6.1.3, names and key ids). */
export function namesIssuer(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer)
}

/** Whether a certificate is signed by another's key. */
export function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey)
  } catch {
    // A key or an algorithm that OpenSSL does not know throws.
    return false
  }
}

/** Whether a certificate names and signs itself. */
export function isSelfIssued(certificate: X509Certificate): boolean {
  return namesIssuer(certificate, certificate) && isSignedBy(certificate, certificate)
}
