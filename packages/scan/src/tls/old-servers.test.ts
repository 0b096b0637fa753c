import { X509Certificate } from 'node:crypto'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { judgeTls } from '../findings/judge.ts'
import { makeTestCertificate } from './test-certificate.ts'
import { examine, listen, type TlsTestServer } from './test-examination.ts'
import { ByteReader } from './wire/byte-reader.ts'
import { uint16, vector16, vector24, vector8 } from './wire/write-bytes.ts'

/*
 * No library here speaks SSL any more, so these servers are made of bytes: they answer a hello with
 * their choice, certificate and ServerHelloDone, as SSL 3.0 and 2.0 have it.
 */

const key = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024']
const identity = makeTestCertificate({ commonName: 'old.example', key })
const der = new X509Certificate(identity.cert).raw

const record = (type: number, payload: Buffer) =>
  Buffer.concat([Buffer.from([type, 3, 0]), vector16(payload)])
const message = (type: number, body: Buffer) => Buffer.concat([Buffer.from([type]), vector24(body)])

/** Speaks SSL 3.0 whatever is offered, with suites in an order of its own, and DEFLATE. */
function answerSsl3(hello: Buffer, suites: readonly number[]): Buffer {
  const reader = new ByteReader(hello.subarray(9))
  reader.take(2 + 32)
  reader.vector8()
  const offer = reader.vector16()
  const compressions = reader.vector8()
  const offered = Array.from({ length: offer.length / 2 }, (_, at) => offer.readUInt16BE(at * 2))
  const suite = suites.find((code) => offered.includes(code))
  if (suite === undefined) return record(21, Buffer.from([2, 40]))
  const compression = Buffer.from([compressions.includes(1) ? 1 : 0])
  const choice = [uint16(0x0300), Buffer.alloc(32, 3), vector8(), uint16(suite), compression]
  return record(
    22,
    Buffer.concat([
      message(2, Buffer.concat(choice)),
      message(11, vector24(vector24(der))),
      message(14, Buffer.alloc(0)),
    ]),
  )
}

/** Lists its ciphers in SSL 2.0. */
function answerSsl2(): Buffer {
  const specs = Buffer.from('010080020080', 'hex')
  const sizes = [uint16(der.length), uint16(specs.length), uint16(16)]
  const head = [Buffer.from([4, 0, 1]), uint16(2), ...sizes]
  const body = Buffer.concat([...head, der, specs, Buffer.alloc(16, 5)])
  return Buffer.concat([uint16(0x8000 | body.length), body])
}

async function serveOld(suites: readonly number[], hasSsl2: boolean): Promise<TlsTestServer> {
  return await listen(
    createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', (hello: Buffer) => {
        const isSsl2 = (hello.readUInt8(0) & 0x80) !== 0
        if (isSsl2 && !hasSsl2) socket.destroy()
        else socket.write(isSsl2 ? answerSsl2() : answerSsl3(hello, suites))
      })
    }),
  )
}

describe('examineTls() on a server of SSL', () => {
  it('finds RC4 and export suites of SSL 3.0 in the order of the server, and its compression', async () => {
    await using server = await serveOld([0x0004, 0x0005, 0x0003], false)
    const endpoint = await examine(server.port)
    expect(endpoint).toMatchObject({
      versions: [
        { version: 'SSLv2', isSupported: false, suites: [] },
        {
          version: 'SSLv3',
          isSupported: true,
          order: 'server',
          suites: [
            { code: '0004', name: 'TLS_RSA_WITH_RC4_128_MD5', bits: 128, strength: 'insecure' },
            { code: '0005', name: 'TLS_RSA_WITH_RC4_128_SHA', bits: 128, strength: 'insecure' },
            {
              code: '0003',
              name: 'TLS_RSA_EXPORT_WITH_RC4_40_MD5',
              bits: 40,
              strength: 'insecure',
            },
          ],
        },
        { version: 'TLSv1', isSupported: false },
        { version: 'TLSv1.1', isSupported: false },
        { version: 'TLSv1.2', isSupported: false },
        { version: 'TLSv1.3', isSupported: false },
      ],
      negotiated: { version: 'SSLv3', cipher: 'TLS_RSA_WITH_RC4_128_MD5' },
      features: { compression: true },
      chains: { default: { certificates: [{ subjectCommonName: 'old.example' }] } },
      isComplete: true,
    })
    expect(judgeTls(endpoint).map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'tls-broken-version',
        'tls-insecure-suites',
        'tls-no-forward-secrecy',
        'tls-compression',
        'tls-certificate-weak-key',
      ]),
    )
    expect(endpoint.grade.deductions.filter(({ cap }) => cap === 'F')).toEqual([
      { reason: 'export suites: TLS_RSA_EXPORT_WITH_RC4_40_MD5', cap: 'F' },
    ])
  })

  it('finds suites that nobody else has', async () => {
    await using server = await serveOld([0x001b], false)
    const { versions, negotiated } = await examine(server.port)
    expect(versions.find(({ version }) => version === 'SSLv3')).toMatchObject({
      isSupported: true,
      suites: [{ code: '001b', name: 'TLS_DH_anon_WITH_3DES_EDE_CBC_SHA', strength: 'insecure' }],
    })
    expect(negotiated).toMatchObject({ version: 'SSLv3' })
  })

  it('finds SSL 2.0 and its ciphers', async () => {
    await using server = await serveOld([0x000a], true)
    const { versions, grade } = await examine(server.port)
    expect(versions[0]).toMatchObject({
      version: 'SSLv2',
      isSupported: true,
      suites: [
        { code: '010080', name: 'SSL_CK_RC4_128_WITH_MD5', bits: 128 },
        { code: '020080', name: 'SSL_CK_RC4_128_EXPORT40_WITH_MD5', bits: 40 },
      ],
    })
    expect(grade.deductions).toContainEqual({ reason: 'SSLv2 is spoken', cap: 'F' })
  })
})
