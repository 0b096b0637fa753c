import { type BsonDocument, readBson, writeBson } from './bson.ts'
import { defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'

/**
 * MongoDB: `hello` and `buildInfo` in OP_MSG (mongodb.com, Wire Protocol), which need no login, then
 * `listDatabases` with names only, which does where logins are on; of the names only the number is kept.
 */
export const mongodb = defineDetector({
  id: 'mongodb',
  title: 'MongoDB',
  transport: 'tcp',
  ports: [27017, 27018, 27019],
  tlsPorts: [27017],
  prevalence: 35,
  maxConnections: 1,
  matchError: (bytes) => bytes.includes('access MongoDB over HTTP'),
  *detect() {
    const hello = yield send(message(1, { hello: 1, $db: 'admin' }), {
      until: hasMessage,
      timeoutMs: 2000,
    })
    const greeting = readReply(hello.bytes)
    if (!greeting) return undefined
    const info = yield send(message(2, { buildInfo: 1, $db: 'admin' }), {
      until: hasMessage,
      timeoutMs: 2000,
    })
    const list = yield send(message(3, { listDatabases: 1, nameOnly: true, $db: 'admin' }), {
      until: hasMessage,
      timeoutMs: 2000,
    })
    const match = toMatch(greeting, readReply(info.bytes) ?? {})
    return match && { ...match, ...toAccess(match, readReply(list.bytes) ?? {}) }
  },
})

const opMsg = 2013
const headerBytes = 16
const messageLimitBytes = 65_536

function message(
  requestId: number,
  command: Readonly<Record<string, string | number | boolean>>,
): Buffer {
  const body = writeBson(command)
  // Header, flag bits and the kind of the one section.
  const head = Buffer.alloc(headerBytes + 5)
  head.writeInt32LE(head.length + body.length, 0)
  head.writeInt32LE(requestId, 4)
  head.writeInt32LE(opMsg, 12)
  return Buffer.concat([head, body])
}

function hasMessage(bytes: Buffer): boolean {
  if (bytes.length < headerBytes) return false
  const length = bytes.readInt32LE(0)
  return length < headerBytes || length > messageLimitBytes || bytes.length >= length
}

function readReply(bytes: Buffer): BsonDocument | undefined {
  if (bytes.length < headerBytes + 5 || bytes.readInt32LE(12) !== opMsg) return undefined
  if (bytes.length < bytes.readInt32LE(0) || bytes[headerBytes + 4] !== 0) return undefined
  return readBson(bytes.subarray(headerBytes + 5))
}

function toMatch(hello: BsonDocument, info: BsonDocument): Match | undefined {
  if (hello['ok'] === undefined) return undefined
  const version = typeof info['version'] === 'string' ? info['version'] : undefined
  return {
    service: 'mongodb',
    confidence: 100,
    evidence: version === undefined ? 'hello is answered' : `buildInfo tells version ${version}`,
    clues: [{ field: 'mongodb.version', text: nameSoftware(info, version ?? '') }],
    banner: Buffer.alloc(0),
    extra: {
      serverVersion: version,
      minWireVersion: hello['minWireVersion'],
      maxWireVersion: hello['maxWireVersion'],
      isWritablePrimary: hello['isWritablePrimary'],
      isRouter: hello['msg'] === 'isdbgrid' || undefined,
      setName: hello['setName'],
      hosts: hello['hosts'],
      primary: hello['primary'],
      isReadOnly: hello['readOnly'],
      compression: hello['compression'],
      error: hello['errmsg'],
      gitVersion: info['gitVersion'],
      modules: info['modules'],
      storageEngines: info['storageEngines'],
      architectureBits: info['bits'],
    },
  }
}

/** Descendants keep MongoDB's version and add their own. */
function nameSoftware(info: BsonDocument, version: string): string {
  const percona = info['psmdbVersion']
  if (typeof percona === 'string') return `percona ${percona}`
  const ferret = info['ferretdbVersion']
  return typeof ferret === 'string' ? `ferretdb ${ferret.replace(/^v/, '')}` : version
}

/** Code of the error Unauthorized. */
const unauthorized = 13

type Access = Pick<Match, 'isAuthRequired' | 'isAnonymousAllowed' | 'extra'>

function toAccess({ extra }: Match, list: BsonDocument): Access {
  const { databases } = list
  if (Array.isArray(databases)) {
    const facts = { ...extra, databaseCount: databases.length }
    return { isAuthRequired: false, isAnonymousAllowed: true, extra: facts }
  }
  if (list['code'] !== unauthorized) return { extra }
  return { isAuthRequired: true, isAnonymousAllowed: false, extra }
}
