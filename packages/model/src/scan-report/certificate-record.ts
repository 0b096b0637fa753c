/** One X.509 certificate (RFC 5280). Fingerprints and serial are lower-case hex without colons. */
export type CertificateRecord = {
  readonly sha256: string
  readonly sha1: string
  readonly spkiSha256: string
  readonly serial: string
  readonly subject: string
  readonly subjectCommonName?: string
  readonly issuer: string
  readonly issuerCommonName?: string
  readonly dnsNames: readonly string[]
  readonly ipAddresses: readonly string[]
  readonly emailAddresses: readonly string[]
  /** RFC 3339, UTC. */
  readonly notBefore: string
  readonly notAfter: string
  readonly keyAlgorithm: string
  readonly keyBits?: number
  readonly keyCurve?: string
  readonly signatureAlgorithm?: string
  readonly isCa: boolean
  readonly isSelfSigned: boolean
  readonly isWildcard: boolean
  /** KeyUsage, RFC 5280 4.2.1.3: `digitalSignature`, `keyCertSign` … */
  readonly keyUsage: readonly string[]
  /** ExtendedKeyUsage by name, the dotted number where it has none: `serverAuth`. */
  readonly extendedKeyUsage: readonly string[]
  readonly policies: readonly string[]
  /** Domain, organisation or extended validation by the CA/Browser Forum's policy numbers. */
  readonly validation?: 'dv' | 'ov' | 'ev' | 'iv'
  readonly ocspUrls: readonly string[]
  readonly issuerUrls: readonly string[]
  readonly crlUrls: readonly string[]
  /** TLS feature status_request (RFC 7633). */
  readonly isMustStaple: boolean
  /** Signed certificate timestamps inside the certificate. */
  readonly sctCount: number
  readonly pem: string
}
