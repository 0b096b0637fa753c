import { ByteReader } from './byte-reader.ts'
import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * Microsoft SQL Server ([MS-TDS] 2.2.6.5): PRELOGIN, answered with version and encryption mode. TLS
 * would come wrapped in further PRELOGIN packets, so that no plain handshake can follow.
 */
export const mssql = defineDetector({
  id: 'mssql',
  title: 'Microsoft SQL Server',
  transport: 'tcp',
  ports: [1433, 1434, 2433],
  // TDS 8.0 wraps everything in TLS from the start.
  tlsPorts: [1433],
  prevalence: 18,
  maxConnections: 1,
  *detect() {
    const reply = yield send(preLogin(), { until: hasPacket, timeoutMs: 1500 })
    return parseReply(reply.bytes)
  },
})

const headerBytes = 8
const preLoginType = 0x12
const responseType = 0x04
const endOfMessage = 0x01
const [versionToken, encryptionToken, instanceToken, terminator] = [0x00, 0x01, 0x02, 0xff]

/** Our version 0, encryption off unless the server insists, the default instance. */
function preLogin(): Buffer {
  const options = [
    { token: versionToken, value: [0, 0, 0, 0, 0, 0] },
    { token: encryptionToken, value: [0] },
    { token: instanceToken, value: [0] },
  ]
  let offset = options.length * 5 + 1
  const index = options.flatMap(({ token, value }) => {
    const entry = [token, 0, offset, 0, value.length]
    offset += value.length
    return entry
  })
  const body = Buffer.from([...index, terminator, ...options.flatMap(({ value }) => value)])
  const header = Buffer.from([preLoginType, endOfMessage, 0, headerBytes + body.length, 0, 0, 1, 0])
  return Buffer.concat([header, body])
}

function hasPacket(bytes: Buffer): boolean {
  return bytes.length >= headerBytes && bytes.length >= bytes.readUInt16BE(2)
}

/** [MS-TDS] 2.2.6.5, ENCRYPTION. */
const encryptionModes: Readonly<{ [mode: number]: string }> = {
  0: 'login-only',
  1: 'on',
  2: 'not-supported',
  3: 'required',
}

function parseReply(bytes: Buffer): Match | undefined {
  if (!hasPacket(bytes) || bytes[0] !== responseType) return undefined
  const options = readOptions(bytes.subarray(headerBytes, bytes.readUInt16BE(2)))
  const version = toVersion(options.get(versionToken))
  const mode = options.get(encryptionToken)?.[0]
  const encryption = mode === undefined ? undefined : encryptionModes[mode]
  if (version === undefined || encryption === undefined) return undefined
  return {
    service: 'ms-sql-s',
    confidence: 100,
    evidence: `PRELOGIN tells version ${version}, encryption ${encryption}`,
    clues: [{ field: 'mssql.version', text: version }],
    isAuthRequired: true,
    extra: { serverVersion: version, encryption },
  }
}

const maxOptions = 16

function readOptions(body: Buffer): ReadonlyMap<number, Buffer> {
  const options = new Map<number, Buffer>()
  const reader = new ByteReader(body)
  let token = reader.u8()
  while (token !== terminator && !reader.isCut && options.size < maxOptions) {
    const offset = reader.u16()
    const length = reader.u16()
    options.set(token, body.subarray(offset, offset + length))
    token = reader.u8()
  }
  return options
}

function toVersion(value: Buffer | undefined): string | undefined {
  if (value === undefined || value.length < 6) return undefined
  const [major = 0, minor = 0] = value
  if (major < 7 || major > 30) return undefined
  const subBuild = value.readUInt16LE(4)
  return [major, minor, value.readUInt16BE(2), ...(subBuild > 0 ? [subBuild] : [])].join('.')
}
