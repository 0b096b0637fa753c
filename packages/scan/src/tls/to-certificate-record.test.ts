import { X509Certificate } from 'node:crypto'

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { makeTestCertificate, type TestCertificate } from './test-certificate.ts'
import { toCertificateRecord } from './to-certificate-record.ts'

function toDer({ cert }: TestCertificate): Buffer {
  return new X509Certificate(cert).raw
}

describe('toCertificateRecord()', () => {
  it('lists names, dates, key and fingerprints as OpenSSL shows them', () => {
    const made = makeTestCertificate({
      commonName: 'host.example',
      alternativeNames: ['DNS:host.example', 'DNS:*.host.example', 'IP:127.0.0.1', 'IP:::1'],
      notBefore: new Date('2024-01-02T03:04:05Z'),
      notAfter: new Date('2024-04-01T00:00:00Z'),
    })
    const record = toCertificateRecord(toDer(made))
    const openssl = new X509Certificate(made.cert)
    expect(record).toMatchObject({
      sha256: openssl.fingerprint256.replaceAll(':', '').toLowerCase(),
      sha1: openssl.fingerprint.replaceAll(':', '').toLowerCase(),
      subject: 'O=Example, CN=host.example',
      subjectCommonName: 'host.example',
      issuerCommonName: 'host.example',
      dnsNames: ['host.example', '*.host.example'],
      ipAddresses: ['127.0.0.1', '::1'],
      notBefore: '2024-01-02T03:04:05.000Z',
      notAfter: '2024-04-01T00:00:00.000Z',
      keyAlgorithm: 'ec',
      keyBits: 256,
      keyCurve: 'prime256v1',
      signatureAlgorithm: 'ecdsa-with-SHA256',
      isCa: false,
      isSelfSigned: true,
    })
    expect(record.serial).toMatch(/^(?:[0-9a-f]{2})+$/)
    expect(new X509Certificate(record.pem).fingerprint256).toBe(openssl.fingerprint256)
  })

  it('hashes the key as it stands in the certificate', async () => {
    const made = makeTestCertificate({ commonName: 'key.example' })
    const key = new X509Certificate(made.cert).publicKey.export({ type: 'spki', format: 'der' })
    const digest = Buffer.from(await crypto.subtle.digest('SHA-256', key)).toString('hex')
    expect(toCertificateRecord(toDer(made)).spkiSha256).toBe(digest)
  })

  it.each([
    [
      ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'],
      { keyAlgorithm: 'rsa', keyBits: 1024 },
    ],
    [
      ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
      { keyAlgorithm: 'ec', keyBits: 384 },
    ],
    [
      ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
      { keyAlgorithm: 'rsa', keyBits: 2048 },
    ],
  ])('describes the key of %j', (key, expected) => {
    const record = toCertificateRecord(toDer(makeTestCertificate({ commonName: 'k.example', key })))
    expect(record).toMatchObject(expected)
  })

  it('tells an authority and what it signed apart', () => {
    const root = makeTestCertificate({ commonName: 'Example Root', isCa: true })
    const leaf = makeTestCertificate({ commonName: 'leaf.example', issuer: root })
    expect(toCertificateRecord(toDer(root))).toMatchObject({ isCa: true, isSelfSigned: true })
    expect(toCertificateRecord(toDer(leaf))).toMatchObject({
      isCa: false,
      isSelfSigned: false,
      issuerCommonName: 'Example Root',
    })
  })

  it('throws or reads, and never hangs, on damaged certificates', () => {
    const der = toDer(makeTestCertificate({ commonName: 'damaged.example' }))
    fc.assert(
      fc.property(fc.nat(der.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
        const damaged = Buffer.from(der)
        damaged.writeUInt8(damaged.readUInt8(at) ^ mask, at)
        try {
          JSON.stringify(toCertificateRecord(damaged))
        } catch (error) {
          expect(error).toBeInstanceOf(Error)
        }
      }),
    )
  })
})
