import { type CertificateRecord, type TlsVersion } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { toSuiteRecord } from '../registry/cipher-suites.ts'
import { toGroupRecord } from '../registry/named-groups.ts'
import { makeTestCertificate } from '../test-certificate.ts'
import { toCertificateRecord } from '../to-certificate-record.ts'
import { X509Certificate } from 'node:crypto'
import { gradeTls } from './grade.ts'
import { findMozillaProfile } from './mozilla-profile.ts'
import { type JudgedEndpoint } from './strength.ts'

const dayMs = 86_400_000
const issuer = makeTestCertificate({ commonName: 'Example CA', isCa: true })

function makeLeaf(key: readonly string[], days = 90): CertificateRecord {
  const notAfter = new Date(Date.now() + (days - 1) * dayMs - 1000)
  const { cert } = makeTestCertificate({ commonName: 'host.example', issuer, key, notAfter })
  return toCertificateRecord(new X509Certificate(cert).raw)
}

const ecdsa = makeLeaf(['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'])
const rsa: CertificateRecord = {
  ...ecdsa,
  keyAlgorithm: 'rsa',
  keyBits: 2048,
  signatureAlgorithm: 'sha256WithRSAEncryption',
}

const suites13 = [0x1302, 0x1303, 0x1301]
const suites12 = [0xc030, 0xcca8, 0xc02f]

type Spoken = Partial<Record<TlsVersion, readonly number[]>>

function versionsOf(spoken: Spoken): JudgedEndpoint['versions'] {
  const names = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
  return names.map((version) => ({
    version,
    isSupported: spoken[version] !== undefined,
    suites: (spoken[version] ?? []).map(toSuiteRecord),
  }))
}

const best: JudgedEndpoint = {
  versions: versionsOf({ 'TLSv1.2': suites12, 'TLSv1.3': suites13 }),
  groups: [0x001d, 0x0017].map(toGroupRecord),
  features: { secureRenegotiation: true, fallbackScsv: true, compression: false },
  chains: { named: { certificates: [ecdsa], problems: [] } },
  trust: { isTrusted: true, path: [] },
  matchesName: true,
}

function withSuites(version: TlsVersion, ...codes: readonly number[]): Partial<JudgedEndpoint> {
  return { versions: versionsOf({ 'TLSv1.3': suites13, [version]: codes }) }
}

function withLeaf(leaf: CertificateRecord): Partial<JudgedEndpoint> {
  return { chains: { named: { certificates: [leaf], problems: [] } } }
}

type Row = readonly [
  title: string,
  changes: Partial<JudgedEndpoint>,
  letter: string,
  caps: readonly (readonly [cap: string, reason: string])[],
]

const rows: readonly Row[] = [
  ['the best there is', {}, 'A+', []],
  ['TLS 1.3 alone', { versions: versionsOf({ 'TLSv1.3': suites13 }) }, 'A+', []],
  ['no TLS 1.3', { versions: versionsOf({ 'TLSv1.2': suites12 }) }, 'A-', [['A-', 'no TLS 1.3']]],
  [
    'suites without forward secrecy beside others',
    withSuites('TLSv1.2', 0xc030, 0x009d),
    'A',
    [['A', 'suites without forward secrecy']],
  ],
  [
    'no forward secrecy at all',
    { versions: versionsOf({ 'TLSv1.2': [0x009d] }) },
    'B',
    [
      ['B', 'no forward secrecy'],
      ['A-', 'no TLS 1.3'],
      ['A', 'suites without forward secrecy'],
    ],
  ],
  [
    'no authenticated encryption',
    { versions: versionsOf({ 'TLSv1.2': [0xc028] }) },
    'B',
    [
      ['B', 'no authenticated encryption (AEAD)'],
      ['A-', 'no TLS 1.3'],
    ],
  ],
  ['TLS 1.1', withSuites('TLSv1.1', 0xc014), 'B', [['B', 'TLSv1.1 is spoken']]],
  ['TLS 1.0', withSuites('TLSv1', 0xc014), 'B', [['B', 'TLSv1 is spoken']]],
  [
    'TLS 1.0 alone',
    { versions: versionsOf({ TLSv1: [0xc014] }) },
    'C',
    [
      ['C', 'no TLS 1.2 or newer'],
      ['B', 'TLSv1 is spoken'],
      ['B', 'no authenticated encryption (AEAD)'],
      ['A-', 'no TLS 1.3'],
    ],
  ],
  ['SSL 3.0', withSuites('SSLv3', 0xc014), 'C', [['C', 'SSLv3 is spoken']]],
  ['SSL 2.0', withSuites('SSLv2', 0xc014), 'F', [['F', 'SSLv2 is spoken']]],
  [
    'RC4 in TLS 1.0',
    withSuites('TLSv1', 0xc011),
    'B',
    [
      ['B', 'RC4: TLS_ECDHE_RSA_WITH_RC4_128_SHA'],
      ['B', 'TLSv1 is spoken'],
    ],
  ],
  [
    'RC4 in TLS 1.2',
    withSuites('TLSv1.2', 0xc011),
    'C',
    [
      ['C', 'RC4 in TLS 1.1 or newer: TLS_ECDHE_RSA_WITH_RC4_128_SHA'],
      ['B', 'RC4: TLS_ECDHE_RSA_WITH_RC4_128_SHA'],
    ],
  ],
  [
    '3DES in TLS 1.2',
    withSuites('TLSv1.2', 0xc012),
    'C',
    [['C', 'ciphers of 64-bit blocks in TLS 1.1 or newer: TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA']],
  ],
  [
    'anonymous suites',
    withSuites('TLSv1.2', 0x00a6),
    'F',
    [
      ['F', 'anonymous suites: TLS_DH_anon_WITH_AES_128_GCM_SHA256'],
      ['A', 'suites without forward secrecy'],
    ],
  ],
  [
    'no encryption',
    withSuites('TLSv1.2', 0xc010),
    'F',
    [['F', 'suites without encryption: TLS_ECDHE_RSA_WITH_NULL_SHA']],
  ],
  [
    'export suites',
    withSuites('TLSv1', 0x0014),
    'F',
    [
      ['F', 'export suites: TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA'],
      ['B', 'TLSv1 is spoken'],
    ],
  ],
  ['DH-1024', { dh: { bits: 1024 } }, 'B', [['B', 'DH prime of 1024 bits']]],
  ['DH-768', { dh: { bits: 768 } }, 'F', [['F', 'DH prime of 768 bits']]],
  ['DH-2048', { dh: { bits: 2048 } }, 'A+', []],
  [
    'RSA-1024',
    withLeaf({ ...rsa, keyBits: 1024 }),
    'B',
    [['B', 'key of 1024 bits (rsa): O=Example, CN=host.example']],
  ],
  [
    'RSA-512',
    withLeaf({ ...rsa, keyBits: 512 }),
    'F',
    [['F', 'key of 512 bits (rsa): O=Example, CN=host.example']],
  ],
  [
    'SHA-1',
    withLeaf({ ...rsa, signatureAlgorithm: 'sha1WithRSAEncryption' }),
    'T',
    [['T', 'certificate signed with SHA-1: O=Example, CN=host.example']],
  ],
  [
    'MD5',
    withLeaf({ ...rsa, signatureAlgorithm: 'md5WithRSAEncryption' }),
    'F',
    [['F', 'certificate signed with MD5: O=Example, CN=host.example']],
  ],
  [
    'not trusted',
    { trust: { isTrusted: false, reason: 'CERT_HAS_EXPIRED', path: [] } },
    'T',
    [['T', 'not trusted: CERT_HAS_EXPIRED']],
  ],
  ['another name', { matchesName: false }, 'M', [['M', 'certificate for another name']]],
  [
    'not trusted and another name',
    { matchesName: false, trust: { isTrusted: false, reason: 'INVALID_CA', path: [] } },
    'T',
    [
      ['T', 'not trusted: INVALID_CA'],
      ['M', 'certificate for another name'],
    ],
  ],
  [
    'incomplete chain',
    { chains: { named: { certificates: [ecdsa], problems: ['missing-intermediate'] } } },
    'B',
    [['B', 'incomplete chain']],
  ],
  [
    'compression',
    { features: { ...best.features, compression: true } },
    'C',
    [['C', 'compression']],
  ],
  [
    'no secure renegotiation',
    { features: { ...best.features, secureRenegotiation: false } },
    'A-',
    [['A-', 'no secure renegotiation']],
  ],
  [
    'insecure renegotiation',
    { features: { ...best.features, secureRenegotiation: false, clientRenegotiation: true } },
    'F',
    [
      ['F', 'clients may renegotiate insecurely'],
      ['A-', 'no secure renegotiation'],
    ],
  ],
  [
    'a fall-back that goes unnoticed',
    { features: { ...best.features, fallbackScsv: false } },
    'A',
    [['A', 'a fall-back to older versions goes unnoticed']],
  ],
  [
    'must staple without a staple',
    withLeaf({ ...ecdsa, isMustStaple: true }),
    'A',
    [['A', 'must staple, but no staple']],
  ],
  ['nothing known', { versions: versionsOf({}), groups: [] }, 'F', []],
]

describe('gradeTls()', () => {
  it.each(rows)('%s', (...[, changes, letter, caps]) => {
    const grade = gradeTls({ ...best, ...changes })
    expect(grade.letter).toBe(letter)
    if (changes.versions?.every(({ isSupported }) => !isSupported)) return
    expect(
      grade.deductions.flatMap(({ cap, reason }) => (cap === undefined ? [] : [[cap, reason]])),
    ).toEqual(caps)
  })

  it('takes 30 % of the versions, 30 % of the key exchange and 40 % of the ciphers', () => {
    const grade = gradeTls({
      ...best,
      ...withLeaf({ ...rsa, keyBits: 4096 }),
      groups: [],
      versions: versionsOf({ TLSv1: [0xc013], 'TLSv1.2': [0xc030] }),
    })
    // Versions (90 + 100) / 2, a key of 4096 bits, ciphers (80 + 100) / 2.
    expect(grade.score).toBe(Math.round(0.3 * 95 + 0.3 * 100 + 0.4 * 90))
    expect(grade.deductions.filter(({ points }) => points !== undefined)).toEqual([
      { reason: 'protocol support 95 of 100', points: 1.5 },
      { reason: 'cipher strength 90 of 100', points: 4 },
    ])
  })

  it('is nothing where one part is nothing', () => {
    expect(gradeTls({ ...best, ...withSuites('TLSv1.2', 0x00a6) }).score).toBe(0)
  })
})

describe('findMozillaProfile()', () => {
  const modern = { versions: versionsOf({ 'TLSv1.3': suites13 }) }
  const old = {
    versions: versionsOf({ TLSv1: [0xc014, 0x000a], 'TLSv1.2': [...suites12, 0x000a] }),
  }

  it.each([
    ['modern', modern],
    ['intermediate', {}],
    ['intermediate', withLeaf(rsa)],
    ['intermediate', { ...modern, ...withLeaf(rsa) }],
    ['old', { ...old, ...withLeaf(rsa) }],
    ['none', old],
    ['none', { ...old, ...withLeaf(rsa), dh: { bits: 512 } }],
    ['none', withSuites('TLSv1.2', 0xc027 + 0x50)],
    ['none', { groups: [0x001e].map(toGroupRecord) }],
    ['intermediate', { groups: [0x11ec, 0x001d].map(toGroupRecord) }],
    ['none', withLeaf({ ...rsa, keyBits: 1024 })],
    ['none', { versions: versionsOf({}) }],
  ] as const)('%s %#', (profile, changes) => {
    expect(findMozillaProfile({ ...best, ...changes })).toBe(profile)
  })

  it('is not modern with a certificate that lives long', () => {
    const leaf = makeLeaf(['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], 200)
    expect(findMozillaProfile({ ...best, ...modern, ...withLeaf(leaf) })).toBe('intermediate')
  })
})
