import { type CertificateRecord } from '@windvane/model'

function certificate(more: Partial<CertificateRecord>): CertificateRecord {
  return {
    sha256: '11'.repeat(32),
    sha1: '22'.repeat(20),
    spkiSha256: '33'.repeat(32),
    serial: '04a1b2c3',
    subject: 'CN=www.host.example',
    subjectCommonName: 'www.host.example',
    issuer: 'CN=Example Issuing CA,O=Example',
    issuerCommonName: 'Example Issuing CA',
    dnsNames: ['www.host.example', 'host.example', '*.host.example'],
    ipAddresses: ['192.0.2.10'],
    emailAddresses: ['hostmaster@host.example'],
    notBefore: '2026-10-01T00:00:00Z',
    notAfter: '2026-12-30T23:59:59Z',
    keyAlgorithm: 'EC',
    keyBits: 256,
    keyCurve: 'P-256',
    signatureAlgorithm: 'ecdsa-with-SHA256',
    isCa: false,
    isSelfSigned: false,
    isWildcard: true,
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['serverAuth'],
    policies: ['2.23.140.1.2.1'],
    validation: 'dv',
    ocspUrls: ['http://ocsp.host.example'],
    issuerUrls: ['http://ca.host.example/ca.crt'],
    crlUrls: ['http://ca.host.example/ca.crl'],
    isMustStaple: true,
    sctCount: 2,
    pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
    ...more,
  }
}

/** A certificate that is good. */
export function leaf(): CertificateRecord {
  return certificate({})
}

/** Its issuer. */
export function intermediate(): CertificateRecord {
  return certificate({
    sha256: '44'.repeat(32),
    subject: 'CN=Example Issuing CA,O=Example',
    subjectCommonName: 'Example Issuing CA',
    issuer: 'CN=Example Root,O=Example',
    issuerCommonName: 'Example Root',
    dnsNames: [],
    ipAddresses: [],
    emailAddresses: [],
    notBefore: '2022-01-01T00:00:00Z',
    notAfter: '2037-01-01T00:00:00Z',
    keyAlgorithm: 'RSA',
    keyBits: 2048,
    isCa: true,
    isWildcard: false,
    isMustStaple: false,
    sctCount: 0,
  })
}

/** A certificate that has ended. */
export function expired(): CertificateRecord {
  return certificate({
    sha256: '55'.repeat(32),
    subject: 'CN=mail.host.example',
    subjectCommonName: 'mail.host.example',
    notBefore: '2025-01-01T00:00:00Z',
    notAfter: '2026-01-01T00:00:00Z',
    isSelfSigned: true,
  })
}
