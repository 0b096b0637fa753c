import { X509Certificate } from 'node:crypto'
import { type CertificateRecord, type TlsEndpointRecord } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { toSuiteRecord } from '../tls/registry/cipher-suites.ts'
import { makeTestCertificate } from '../tls/test-certificate.ts'
import { toCertificateRecord } from '../tls/to-certificate-record.ts'
import { judgeTls } from './judge.ts'
import { tlsFindings } from './tls-findings.ts'

const dayMs = 86_400_000
const issuer = makeTestCertificate({ commonName: 'Example CA', isCa: true })
const made = makeTestCertificate({ commonName: 'host.example', issuer })
const good = toCertificateRecord(new X509Certificate(made.cert).raw)

const endpoint: TlsEndpointRecord = {
  address: '192.0.2.1',
  port: 443,
  tunnel: 'tls',
  serverName: 'host.example',
  versions: [{ version: 'TLSv1.3', isSupported: true, suites: [0x1302].map(toSuiteRecord) }],
  groups: [],
  alpn: [],
  features: { secureRenegotiation: true, clientRenegotiation: false, compression: false },
  scts: [],
  chains: { named: { certificates: [good], problems: [] } },
  otherAddresses: [],
  trust: { isTrusted: true, path: [] },
  matchesName: true,
  grade: { letter: 'A+', score: 100, deductions: [] },
  mozillaProfile: 'modern',
  connections: 1,
  durationMs: 1,
  isComplete: true,
}

function withLeaf(changes: Partial<CertificateRecord>): Partial<TlsEndpointRecord> {
  return { chains: { named: { certificates: [{ ...good, ...changes }], problems: [] } } }
}

function withSuites(
  version: TlsEndpointRecord['versions'][number]['version'],
  ...codes: readonly number[]
): Partial<TlsEndpointRecord> {
  return { versions: [{ version, isSupported: true, suites: codes.map(toSuiteRecord) }] }
}

function withTrust(reason: string): Partial<TlsEndpointRecord> {
  return { trust: { isTrusted: false, reason, path: [] } }
}

const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString()
const features = (changes: TlsEndpointRecord['features']) => ({
  features: { ...endpoint.features, ...changes },
})

/** What is changed of an endpoint without a fault, and all that is then told. */
const cases: readonly (readonly [Partial<TlsEndpointRecord>, readonly string[]])[] = [
  [{}, []],
  [withLeaf({ notAfter: inDays(-1) }), ['tls-certificate-expired']],
  [withLeaf({ notBefore: inDays(1) }), ['tls-certificate-not-yet-valid']],
  [withLeaf({ notAfter: inDays(13.9) }), ['tls-certificate-expires-in-14-days']],
  [withLeaf({ notAfter: inDays(14.1) }), ['tls-certificate-expires-in-30-days']],
  [withLeaf({ notAfter: inDays(29.9) }), ['tls-certificate-expires-in-30-days']],
  [withLeaf({ notAfter: inDays(30.1) }), []],
  [
    { ...withLeaf({ isSelfSigned: true }), ...withTrust('DEPTH_ZERO_SELF_SIGNED_CERT') },
    ['tls-certificate-self-signed'],
  ],
  [withLeaf({ isSelfSigned: true }), []],
  [withTrust('SELF_SIGNED_CERT_IN_CHAIN'), ['tls-certificate-untrusted']],
  [{ matchesName: false }, ['tls-certificate-wrong-name']],
  [
    {
      ...withTrust('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      chains: { named: { certificates: [good], problems: ['missing-intermediate'] } },
    },
    ['tls-chain-incomplete'],
  ],
  [
    { chains: { default: { certificates: [good], problems: ['wrong-order', 'root-sent'] } } },
    ['tls-chain-order'],
  ],
  [{ chains: { named: { certificates: [good], problems: ['root-sent'] } } }, []],
  [withLeaf({ keyAlgorithm: 'rsa', keyBits: 2047 }), ['tls-certificate-weak-key']],
  [withLeaf({ keyAlgorithm: 'rsa', keyBits: 2048 }), []],
  [withLeaf({ keyAlgorithm: 'ec', keyBits: 192 }), ['tls-certificate-weak-key']],
  [withLeaf({ signatureAlgorithm: 'md5WithRSAEncryption' }), ['tls-certificate-weak-signature']],
  [withLeaf({ signatureAlgorithm: 'sha1WithRSAEncryption' }), ['tls-certificate-weak-signature']],
  [withLeaf({ signatureAlgorithm: 'sha256WithRSAEncryption' }), []],
  [withLeaf({ notBefore: inDays(-300), notAfter: inDays(98) }), []],
  [withLeaf({ notBefore: inDays(-300), notAfter: inDays(99) }), ['tls-certificate-long-lived']],
  [withLeaf({ isMustStaple: true }), ['tls-certificate-must-staple']],
  [{ ...withLeaf({ isMustStaple: true }), ocspStaple: { status: 'good' } }, []],
  [{ ocspStaple: { status: 'revoked' } }, ['tls-certificate-revoked']],
  [withSuites('SSLv3', 0xc014), ['tls-broken-version']],
  [withSuites('SSLv2', 0xc014), ['tls-broken-version']],
  [withSuites('TLSv1.1', 0xc014), ['tls-old-version']],
  [withSuites('TLSv1', 0xc014), ['tls-old-version']],
  ...[0xc011, 0xc010, 0x00a6, 0x0014, 0x0004].map(
    (code) => [withSuites('TLSv1.2', 0xc030, code), ['tls-insecure-suites']] as const,
  ),
  [withSuites('TLSv1.2', 0xc030, 0x000a), ['tls-64-bit-blocks']],
  [withSuites('TLSv1.2', 0x009d), ['tls-no-forward-secrecy']],
  [{ dh: { bits: 1024 } }, ['tls-weak-dh']],
  [{ dh: { bits: 2048 } }, []],
  [features({ secureRenegotiation: false }), ['tls-no-secure-renegotiation']],
  [features({ clientRenegotiation: true }), ['tls-client-renegotiation']],
  [features({ compression: true }), ['tls-compression']],
  [
    { otherAddresses: [{ address: '192.0.2.2', leafSha256: 'ab', isSame: false }] },
    ['tls-addresses-differ'],
  ],
  [{ otherAddresses: [{ address: '192.0.2.2', isSame: false, failure: 'unknown' }] }, []],
]

describe('tlsFindings', () => {
  it.each(cases)('%# tells what is wrong, and nothing else', (changes, expected) => {
    const told = judgeTls({ ...endpoint, ...changes })
    expect(told.map(({ id }) => id)).toEqual(expected)
    expect(told.every(({ evidence }) => evidence.length > 0)).toBe(true)
  })

  it('has a case for each', () => {
    const covered = new Set(cases.flatMap(([, ids]) => ids))
    expect(tlsFindings.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([])
  })
})
