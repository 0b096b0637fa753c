import { ByteReader } from './byte-reader.ts'
import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * Cassandra and its kin (CQL Binary Protocol v4, 4.1): OPTIONS; then STARTUP, answered by READY where
 * no login is needed, and one SELECT of the release from system.local.
 */
export const cassandra = defineDetector({
  id: 'cassandra',
  title: 'Cassandra',
  transport: 'tcp',
  ports: [9042],
  tlsPorts: [9042, 9142],
  prevalence: 10,
  maxConnections: 1,
  matchError: (bytes) => /invalid or unsupported protocol version/i.test(readError(bytes) ?? ''),
  *detect() {
    const reply = yield send(frame(options), { until: hasFrame, timeoutMs: 1500 })
    const offered = readSupported(reply.bytes)
    if (!offered) return fromError(readError(reply.bytes))
    const startup = frame(startupCode, writeMap({ CQL_VERSION: cqlVersion(offered) }))
    const state = yield send(startup, { until: hasFrame, timeoutMs: 1500 })
    if (opcodeOf(state.bytes) === authenticate)
      return { ...toMatch(offered), ...locked(readAuthenticator(state.bytes), offered) }
    if (opcodeOf(state.bytes) !== ready) return toMatch(offered)
    const rows = yield send(frame(query, writeQuery()), { until: hasFrame, timeoutMs: 1500 })
    return toMatch(offered, readRow(rows.bytes))
  },
})

const [requestVersion, responseBit] = [4, 0x80]
const [errorCode, startupCode, ready, authenticate] = [0x00, 0x01, 0x02, 0x03]
const [options, supported, query, result] = [0x05, 0x06, 0x07, 0x08]
const headerBytes = 9
const bodyLimitBytes = 65_536

function frame(opcode: number, body: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(headerBytes)
  header.writeUInt8(requestVersion, 0)
  header.writeUInt8(opcode, 4)
  header.writeUInt32BE(body.length, 5)
  return Buffer.concat([header, body])
}

function hasFrame(bytes: Buffer): boolean {
  if (bytes.length < headerBytes) return false
  const length = bytes.readUInt32BE(5)
  return length > bodyLimitBytes || bytes.length >= headerBytes + length
}

function opcodeOf(bytes: Buffer): number | undefined {
  if (!hasFrame(bytes) || bytes.readUInt32BE(5) > bodyLimitBytes) return undefined
  const version = bytes.readUInt8(0)
  return version > responseBit && version < responseBit + 8 ? bytes[4] : undefined
}

function bodyOf(bytes: Buffer): ByteReader {
  return new ByteReader(bytes.subarray(headerBytes, headerBytes + bytes.readUInt32BE(5)))
}

/** The message of an ERROR: a code, then a text. */
function readError(bytes: Buffer): string | undefined {
  if (opcodeOf(bytes) !== errorCode) return undefined
  const body = bodyOf(bytes)
  body.skip(4)
  const message = body.text(body.u16())
  return body.isCut ? undefined : message
}

function fromError(message: string | undefined): Match | undefined {
  if (message === undefined || !/protocol version/i.test(message)) return undefined
  return {
    service: 'cassandra',
    confidence: 95,
    evidence: `error "${message.slice(0, 150)}"`,
    clues: [{ field: 'cassandra.product', text: 'cassandra' }],
    extra: { error: message },
  }
}

type Options = ReadonlyMap<string, readonly string[]>

const maxOptions = 50

function readSupported(bytes: Buffer): Options | undefined {
  if (opcodeOf(bytes) !== supported) return undefined
  const body = bodyOf(bytes)
  const found = new Map<string, readonly string[]>()
  const count = Math.min(body.u16(), maxOptions)
  for (let index = 0; index < count && !body.isCut; index++) {
    const key = body.text(body.u16())
    const length = Math.min(body.u16(), maxOptions)
    found.set(
      key,
      Array.from({ length }, () => body.text(body.u16())),
    )
  }
  return found.has('CQL_VERSION') ? found : undefined
}

function cqlVersion(offered: Options): string {
  const version = offered.get('CQL_VERSION')?.[0] ?? ''
  return /^\d[\d.]{0,10}$/.test(version) ? version : '3.0.0'
}

function writeMap(map: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(map)
  const texts = entries.flatMap(([key, value]) => [writeText(key), writeText(value)])
  return Buffer.concat([Buffer.from([0, entries.length]), ...texts])
}

function writeText(value: string): Buffer {
  return Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value, 'latin1')])
}

/** A long string, consistency ONE, no flags. */
function writeQuery(): Buffer {
  const statement = Buffer.from('SELECT release_version, cluster_name FROM system.local', 'latin1')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(statement.length, 0)
  return Buffer.concat([length, statement, Buffer.from([0, 1, 0])])
}

function readAuthenticator(bytes: Buffer): string {
  const body = bodyOf(bytes)
  return body.text(body.u16())
}

type Row = { readonly release: string; readonly cluster: string }

const rowsKind = 2
const globalTables = 1

/** One row of two texts: flags, column count, the table, the columns with their types, the values. */
function readRow(bytes: Buffer): Row | undefined {
  if (opcodeOf(bytes) !== result) return undefined
  const body = bodyOf(bytes)
  const isTable = body.u32() === rowsKind && (body.u32() & globalTables) !== 0
  if (!isTable || body.u32() !== 2) return undefined
  for (let name = 0; name < 2; name++) body.skip(body.u16())
  for (let column = 0; column < 2; column++) {
    body.skip(body.u16())
    body.skip(2)
  }
  if (body.u32() < 1) return undefined
  const row = { release: body.text(body.u32()), cluster: body.text(body.u32()) }
  return body.isCut ? undefined : row
}

function toMatch(offered: Options, row?: Row): Match {
  const isScylla = [...offered.keys()].some((key) => key.startsWith('SCYLLA_'))
  const product = isScylla ? 'scylla' : 'cassandra'
  const version = !isScylla && row ? ` ${row.release}` : ''
  return {
    service: 'cassandra',
    confidence: 100,
    evidence: row ? `release ${row.release} is told without a login` : 'OPTIONS is answered',
    clues: [{ field: 'cassandra.product', text: `${product}${version}` }],
    ...(row ? { isAuthRequired: false, isAnonymousAllowed: true } : {}),
    extra: {
      options: Object.fromEntries(offered),
      release: row?.release,
      clusterName: row?.cluster,
    },
  }
}

function locked(
  authenticator: string,
  offered: Options,
): Pick<Match, 'isAuthRequired' | 'isAnonymousAllowed' | 'extra'> {
  return {
    isAuthRequired: true,
    isAnonymousAllowed: false,
    extra: { options: Object.fromEntries(offered), authenticator },
  }
}
