import { describe, expect, it } from 'vitest'
import { ByteReader } from './byte-reader.ts'
import { readCertificateEntries, readCertificates } from './certificate-message.ts'
import { readCertificateRequest } from './certificate-request.ts'
import { encodeClientHello, encodePaddedClientHello } from './client-hello.ts'
import { encodeExtension, readExtensions } from './extension.ts'
import { MessageReader } from './message-reader.ts'
import { RecordReader } from './record-reader.ts'
import { uint16, vector16, vector24, vector8 } from './write-bytes.ts'

const record = (sizeBytes: number) =>
  Buffer.concat([Buffer.from([22, 3, 3]), vector16(Buffer.alloc(sizeBytes))])
const message = (sizeBytes: number) =>
  Buffer.concat([Buffer.from([2]), vector24(Buffer.alloc(sizeBytes))])

describe('ByteReader', () => {
  it('reads zeros and nothing past the end, and says so', () => {
    const reader = new ByteReader(Buffer.from([1, 2]))
    expect([reader.uint8(), reader.uint8(), reader.isBroken]).toEqual([1, 2, false])
    expect([reader.uint16(), reader.vector8().length, reader.isBroken]).toEqual([0, 0, true])
  })
})

describe('RecordReader', () => {
  it.each([
    [16_384 + 2048, false],
    [16_384 + 2049, true],
  ])('takes a record of %i bytes: broken %s', (sizeBytes, isBroken) => {
    const reader = new RecordReader()
    reader.feed(record(sizeBytes))
    expect(reader.next()?.payload.length).toBe(isBroken ? undefined : sizeBytes)
    expect(reader.isBroken).toBe(isBroken)
  })

  it('takes 256 records, and breaks at one more', () => {
    const reader = new RecordReader()
    reader.feed(Buffer.concat(Array.from({ length: 257 }, () => record(0))))
    for (let count = 0; count < 256; count++) expect(reader.next()).toBeDefined()
    expect(reader.isBroken).toBe(false)
    expect(reader.next()).toBeUndefined()
    expect(reader.isBroken).toBe(true)
  })

  it('knows at the first byte that something is no TLS', () => {
    const reader = new RecordReader()
    reader.feed(Buffer.from('H'))
    expect(reader.next()).toBeUndefined()
    expect(reader.isBroken).toBe(true)
  })
})

describe('MessageReader', () => {
  it('takes 64 messages, and breaks at one more', () => {
    const reader = new MessageReader()
    reader.add(Buffer.concat(Array.from({ length: 65 }, () => message(0))))
    for (let count = 0; count < 64; count++) expect(reader.next()).toBeDefined()
    expect(reader.next()).toBeUndefined()
    expect(reader.isBroken).toBe(true)
  })

  it.each([
    [65_536 - 4, false],
    [65_536 - 3, true],
  ])('takes a message of %i bytes: broken %s', (sizeBytes, isBroken) => {
    const reader = new MessageReader()
    reader.add(message(sizeBytes))
    expect(reader.next() === undefined).toBe(isBroken)
    expect(reader.isBroken).toBe(isBroken)
  })
})

describe('lists are read so far, and what is broken ends them', () => {
  it('reads 64 extensions', () => {
    const extensions = Array.from({ length: 65 }, (_, type) => encodeExtension(type))
    expect(readExtensions(Buffer.concat(extensions)).length).toBe(64)
    expect(readExtensions(Buffer.from([0, 1, 0, 0, 0, 2, 0, 9])).map(({ type }) => type)).toEqual([
      1,
    ])
  })

  it('reads 32 certificates', () => {
    const old = Array.from({ length: 33 }, () => vector24(Buffer.from('x')))
    expect(readCertificates(vector24(...old)).certificates.length).toBe(32)
    const entries = old.map((certificate) => Buffer.concat([certificate, vector16()]))
    const body = Buffer.concat([vector8(), vector24(...entries)])
    expect(readCertificateEntries(body).certificates.length).toBe(32)
    expect(
      readCertificates(vector24(vector24(Buffer.from('x')), Buffer.from([0, 0, 9]))).certificates,
    ).toEqual([Buffer.from('x')])
  })

  it('reads 100 issuers', () => {
    const names = Array.from({ length: 101 }, () => vector16(Buffer.from('x')))
    const body = Buffer.concat([
      vector8(Buffer.from([1])),
      vector16(uint16(0x0403)),
      vector16(...names),
    ])
    expect(readCertificateRequest(body, 0x0303).issuers.length).toBe(100)
  })
})

describe('encodePaddedClientHello()', () => {
  const hello = (suites: number, hasExtensions = true) => ({
    version: 0x0303,
    suites: Array.from({ length: suites }, () => 0x002f),
    extensions: hasExtensions ? [encodeExtension(23)] : [],
  })

  it.each([100, 101, 102, 103, 104, 105, 150, 228, 229, 230, 231, 240])(
    'makes no hello of 256 to 511 bytes, with %i suites',
    (suites) => {
      const size = encodePaddedClientHello(hello(suites)).length
      expect(size < 256 || size >= 512).toBe(true)
    },
  )

  it('leaves SSL 3.0 without extensions', () => {
    const plain = hello(150, false)
    expect(encodePaddedClientHello(plain).length).toBe(encodeClientHello(plain).length)
  })
})
