import { X509Certificate } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeTestCertificate, type TestCertificate } from '../test-certificate.ts'
import { makeOcspResponse } from '../test-ocsp-response.ts'
import { toCertificateRecord } from '../to-certificate-record.ts'
import { describeChain } from './describe-chain.ts'
import { describeIssuers } from './describe-issuers.ts'
import { judgeTrust } from './judge-trust.ts'
import { readCertificate } from './read-certificate.ts'
import { readOcspResponse } from './read-ocsp-response.ts'
import { readTime } from './read-time.ts'
import { readTimestamps } from './read-timestamps.ts'
import { TrustStore } from './trust-store.ts'

const logId = 'a5'.repeat(32)
/** One timestamp of 2026-01-02, as a log would sign it. */
const timestamp = Buffer.concat([
  Buffer.from(`00${logId}`, 'hex'),
  Buffer.from(Date.UTC(2026, 0, 2).toString(16).padStart(16, '0'), 'hex'),
  Buffer.from('000004030004deadbeef', 'hex'),
])
const list = Buffer.concat([Buffer.from([0, timestamp.length + 2, 0, timestamp.length]), timestamp])

const root = makeTestCertificate({ commonName: 'Example Root', isCa: true })
const leaf = makeTestCertificate({
  commonName: 'host.example',
  issuer: root,
  extensions: [
    'keyUsage=critical,digitalSignature,keyEncipherment',
    'extendedKeyUsage=serverAuth,clientAuth,1.2.3.4',
    'certificatePolicies=2.23.140.1.2.2,1.3.6.1.4.1.99999.1',
    'authorityInfoAccess=OCSP;URI:http://ocsp.host.example/,caIssuers;URI:http://ca.host.example/ca.der',
    'crlDistributionPoints=URI:http://crl.host.example/1.crl,URI:http://crl.host.example/2.crl',
    'tlsfeature=status_request',
    `1.3.6.1.4.1.11129.2.4.2=DER:04${list.length.toString(16)}${list.toString('hex')}`,
  ],
})
const der = new X509Certificate(leaf.cert).raw
const about = { issuer: root, certificate: leaf }
const staples = {
  good: makeOcspResponse('good', about),
  revoked: makeOcspResponse('revoked', about),
}

describe('toCertificateRecord()', () => {
  it('tells what the certificate may be used for, and where more is to be learnt of it', () => {
    expect(toCertificateRecord(der)).toMatchObject({
      keyUsage: ['digitalSignature', 'keyEncipherment'],
      extendedKeyUsage: ['serverAuth', 'clientAuth', '1.2.3.4'],
      policies: ['2.23.140.1.2.2', '1.3.6.1.4.1.99999.1'],
      validation: 'ov',
      ocspUrls: ['http://ocsp.host.example/'],
      issuerUrls: ['http://ca.host.example/ca.der'],
      crlUrls: ['http://crl.host.example/1.crl', 'http://crl.host.example/2.crl'],
      isMustStaple: true,
      sctCount: 1,
    })
  })

  it('tells nothing of the kind where there are no extensions for it', () => {
    expect(toCertificateRecord(new X509Certificate(root.cert).raw)).toMatchObject({
      keyUsage: [],
      extendedKeyUsage: [],
      policies: [],
      ocspUrls: [],
      issuerUrls: [],
      crlUrls: [],
      isMustStaple: false,
      sctCount: 0,
    })
  })
})

describe('readOcspResponse()', () => {
  const { serial } = readCertificate(der)

  it.each(['good', 'revoked'] as const)('reads %s, and the times', (status) => {
    const { staple } = readOcspResponse(staples[status], serial)
    expect(staple.status).toBe(status)
    const { producedAt = '', thisUpdate = '', nextUpdate = '' } = staple
    expect(Date.now() - Date.parse(producedAt)).toBeLessThan(120_000)
    expect(Date.parse(nextUpdate) - Date.parse(thisUpdate)).toBe(7 * 86_400_000)
  })

  it('does not take the answer for another certificate', () => {
    expect(readOcspResponse(staples.good, Buffer.from([1, 2, 3])).staple).toEqual({
      status: 'unreadable',
    })
  })

  it('never throws on damage', () => {
    check(staples.good, (bytes) => readOcspResponse(bytes, serial))
  })
})

describe('readTimestamps()', () => {
  it('reads the log and the time', () => {
    expect(readTimestamps(list, 'handshake')).toEqual([
      { logId, at: '2026-01-02T00:00:00.000Z', source: 'handshake' },
    ])
  })

  it('never throws on damage', () => {
    check(list, (bytes) => readTimestamps(bytes, 'handshake'))
  })
})

describe('readTime()', () => {
  it.each([
    ['260102030405Z', '2026-01-02T03:04:05.000Z'],
    ['500102030405Z', '1950-01-02T03:04:05.000Z'],
    ['20500102030405Z', '2050-01-02T03:04:05.000Z'],
    ['2026010203Z', undefined],
    ['20261302030405Z', undefined],
    ['', undefined],
  ])('reads %s', (text, expected) => {
    expect(readTime(Buffer.from(text))).toBe(expected)
  })
})

describe('a damaged chain', () => {
  const store = new TrustStore([root.cert])

  it('hides only what is broken', () => {
    const chain = [der, Buffer.from('none'), new X509Certificate(root.cert).raw]
    const { certificates, problems } = describeChain(chain, store)
    expect(certificates.map(({ subjectCommonName }) => subjectCommonName)).toEqual([
      'host.example',
      'Example Root',
    ])
    expect(problems).toEqual(['root-sent', 'unreadable-certificate'])
  })

  it('is read up to 32 kB', () => {
    const filler = Array.from({ length: 9 }, () => Buffer.alloc(3600, 0x30))
    const { certificates, problems } = describeChain([der, ...filler, der], store)
    expect(certificates.length).toBe(1)
    expect(problems).toContain('unreadable-certificate')
  })

  it('never makes anything throw', () => {
    check(der, (bytes) => {
      const chain = [bytes, new X509Certificate(root.cert).raw]
      describeChain(chain, store)
      judgeTrust(chain, store)
      describeIssuers([bytes, bytes.subarray(4)])
    })
  })
})

describe('judgeTrust()', () => {
  const raw = ({ cert }: TestCertificate) => new X509Certificate(cert).raw
  const store = new TrustStore([root.cert])

  it('refuses what is signed by a certificate that is no authority', () => {
    const plain = makeTestCertificate({ commonName: 'plain.example', issuer: root })
    const fake = makeTestCertificate({ commonName: 'other.example', issuer: plain })
    expect(judgeTrust([raw(fake), raw(plain)], store)).toMatchObject({ reason: 'INVALID_CA' })
  })

  it('refuses an authority beyond the length that its issuer allows', () => {
    const short = makeTestCertificate({
      commonName: 'Short Root',
      isCa: true,
      extensions: ['basicConstraints=critical,CA:TRUE,pathlen:0'],
    })
    const middle = makeTestCertificate({ commonName: 'Middle', isCa: true, issuer: short })
    const end = makeTestCertificate({ commonName: 'end.example', issuer: middle })
    const verdict = judgeTrust([raw(end), raw(middle)], new TrustStore([short.cert]))
    expect(verdict).toMatchObject({ reason: 'PATH_LENGTH_EXCEEDED' })
  })

  it('refuses a certificate that is not for servers', () => {
    const extensions = ['extendedKeyUsage=clientAuth']
    const client = makeTestCertificate({ commonName: 'c.example', issuer: root, extensions })
    expect(judgeTrust([raw(client)], store)).toMatchObject({ reason: 'INVALID_PURPOSE' })
  })

  it('refuses what only bears the name of a trusted root', () => {
    const impostor = makeTestCertificate({ commonName: 'Example Root', isCa: true })
    const forged = makeTestCertificate({ commonName: 'host.example', issuer: impostor })
    expect(judgeTrust([raw(forged), raw(impostor)], store).isTrusted).toBe(false)
  })

  it('believes OpenSSL where it refuses more', () => {
    expect(judgeTrust([raw(leaf)], store).isTrusted).toBe(true)
    expect(judgeTrust([raw(leaf)], store, null).isTrusted).toBe(true)
    expect(judgeTrust([raw(leaf)], store, 'PERMITTED_VIOLATION')).toEqual({
      isTrusted: false,
      reason: 'PERMITTED_VIOLATION',
      path: [],
    })
  })
})

/** Cuts bytes short and flips some of them. */
function check(whole: Buffer, read: (bytes: Buffer) => unknown): void {
  const flip = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }))
  fc.assert(
    fc.property(fc.nat(whole.length), fc.array(flip, { maxLength: 4 }), (length, flips) => {
      const bytes = Buffer.from(whole)
      for (const [at, mask] of flips) bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at)
      JSON.stringify(read(bytes.subarray(0, length)))
    }),
    { numRuns: 200 },
  )
}
