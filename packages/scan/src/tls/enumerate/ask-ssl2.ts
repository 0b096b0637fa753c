import { randomBytes } from 'node:crypto'
import { type TlsSuiteRecord, type TlsVersionRecord } from '@windvane/model'
import { type Dialogue } from '../../service/service-port.ts'
import { type Line } from '../interview/line.ts'
import { ByteReader } from '../wire/byte-reader.ts'
import { uint16 } from '../wire/write-bytes.ts'

/** Asks in SSL 2.0 (draft-hickman-netscape-ssl-00); its server lists its ciphers in the answer. */
export async function askSsl2(line: Line): Promise<TlsVersionRecord> {
  const answer = await line.use(sayHello)
  if (answer === undefined) return { version: 'SSLv2', suites: [] }
  const suites = readServerHello(answer)
  return { version: 'SSLv2', isSupported: suites !== undefined, suites: suites ?? [] }
}

/** A server that knows no SSL 2.0 may wait for the rest of a record; it is not waited for long. */
const waitMs = 1500

async function sayHello(dialogue: Dialogue): Promise<Buffer | 'silent'> {
  await dialogue.write(clientHello())
  const { bytes, end } = await dialogue.read({ until: hasMessage, timeoutMs: waitMs })
  return end === 'aborted' ? 'silent' : bytes
}

/** SSL_CK_* by its three bytes, and the bits of its key. */
const ciphers: Readonly<Record<string, readonly [name: string, bits: number]>> = {
  '010080': ['SSL_CK_RC4_128_WITH_MD5', 128],
  '020080': ['SSL_CK_RC4_128_EXPORT40_WITH_MD5', 40],
  '030080': ['SSL_CK_RC2_128_CBC_WITH_MD5', 128],
  '040080': ['SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5', 40],
  '050080': ['SSL_CK_IDEA_128_CBC_WITH_MD5', 128],
  '060040': ['SSL_CK_DES_64_CBC_WITH_MD5', 56],
  '0700c0': ['SSL_CK_DES_192_EDE3_CBC_WITH_MD5', 112],
}

const version = 2
const challengeBytes = 16

function clientHello(): Buffer {
  const specs = Buffer.from(Object.keys(ciphers).join(''), 'hex')
  const message = Buffer.concat([
    Buffer.from([1]),
    uint16(version),
    uint16(specs.length),
    uint16(0),
    uint16(challengeBytes),
    specs,
    randomBytes(challengeBytes),
  ])
  return Buffer.concat([uint16(0x8000 | message.length), message])
}

/** A header of two bytes, the first with its highest bit set; anything else is no SSL 2.0. */
function hasMessage(bytes: Buffer): boolean {
  if (bytes.length < 2) return false
  const header = bytes.readUInt16BE(0)
  return (header & 0x8000) === 0 || bytes.length >= 2 + (header & 0x7fff)
}

function readServerHello(bytes: Buffer): readonly TlsSuiteRecord[] | undefined {
  const reader = new ByteReader(bytes)
  const isHello = (reader.uint16() & 0x8000) !== 0 && reader.uint8() === 4
  // Whether the session is known, and the kind of the certificate.
  reader.take(2)
  const isVersion = reader.uint16() === version
  const certificateBytes = reader.uint16()
  const specBytes = reader.uint16()
  reader.take(2)
  reader.take(certificateBytes)
  const specs = reader.take(specBytes)
  if (!isHello || !isVersion || reader.isBroken || specBytes % 3 !== 0) return undefined
  return readCiphers(specs)
}

const maxCiphers = 32

function readCiphers(specs: Buffer): readonly TlsSuiteRecord[] {
  const count = Math.min(specs.length / 3, maxCiphers)
  return Array.from({ length: count }, (_, index) => {
    const code = specs.toString('hex', index * 3, index * 3 + 3)
    const [name, bits] = ciphers[code] ?? ['unknown', 0]
    return { code, name, keyExchange: 'RSA', bits, strength: 'insecure' }
  })
}
