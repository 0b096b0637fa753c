import { defineDetector, type DetectorSteps, type Match, type Reply } from './define-detector.ts'
import {
  hasPostgresqlMessage,
  type PostgresqlMessage,
  readPostgresqlMessage,
} from './postgresql-message.ts'
import { reconnect, send, startTls } from './steps.ts'

/**
 * PostgreSQL protocol 3.0 (documentation, 55.7): SSLRequest, then a StartupMessage whose answer, an
 * authentication request or an error, is read and left unanswered; on a second connection a protocol
 * version that there is not, for the error tells which releases the server may be of.
 */
export const postgresql = defineDetector({
  id: 'postgresql',
  title: 'PostgreSQL',
  transport: 'tcp',
  ports: [5432, 5433, 6432],
  prevalence: 45,
  maxConnections: 2,
  *detect() {
    const offer = yield* askForTls()
    const answer = offer.bytes.toString('latin1', 0, 2)
    const hasTls = answer === 'S'
    if (!hasTls && answer !== 'N') return undefined
    const secured: Reply = hasTls ? yield startTls() : offer
    if (hasTls && secured.end === 'closed') return offered(answer)
    const reply = yield send(startup, { until: hasPostgresqlMessage, timeoutMs: 2000 })
    const message = readPostgresqlMessage(reply.bytes)
    if (!message) return offered(answer)
    const { end } = yield reconnect()
    return toMatch(message, end === 'matched' ? yield* askForVersion() : undefined, hasTls)
  },
  *startTls() {
    const { bytes } = yield* askForTls()
    return bytes.toString('latin1', 0, 2) === 'S'
  },
})

const startup = packet(196_608, 'user\0scan-probe.invalid\0database\0scan-probe.invalid\0\0')

function* askForTls(): DetectorSteps<Reply> {
  return yield send(packet(80877103, ''), {
    until: (bytes) => bytes.length > 0,
    timeoutMs: 2000,
  })
}

function* askForVersion(): DetectorSteps<PostgresqlMessage | undefined> {
  const request = packet(0x00ff_0000, '\0')
  const reply = yield send(request, { until: hasPostgresqlMessage, timeoutMs: 2000 })
  return readPostgresqlMessage(reply.bytes)
}

/** One letter is little evidence, but a server that only lets some peers in says no more. */
function offered(answer: string): Match {
  const evidence = `SSLRequest is answered by ${answer}`
  const facts = { hasTls: answer === 'S' }
  return { ...found(evidence, 'postgresql', facts), confidence: 60, isProvisional: true }
}

function packet(code: number, text: string): Buffer {
  const bytes = Buffer.alloc(8 + text.length)
  bytes.writeUInt32BE(bytes.length, 0)
  bytes.writeUInt32BE(code, 4)
  bytes.write(text, 8, 'latin1')
  return bytes
}

function toMatch(
  message: PostgresqlMessage,
  versionError: PostgresqlMessage | undefined,
  hasTls: boolean,
): Match {
  const { authentication, mechanisms, fields } = message
  const supported = /server supports ([\d. to]{3,20})$/.exec(
    versionError?.fields?.message ?? '',
  )?.[1]
  const facts = {
    hasTls,
    authentication,
    saslMechanisms: mechanisms,
    ...fields,
    protocols: supported,
    versionRange: supported && toVersionRange(supported, versionError?.fields?.source ?? ''),
  }
  const evidence = authentication
    ? `asks for ${authentication}`
    : `error "${(fields?.message ?? '').slice(0, 100)}"`
  return { ...found(evidence, nameProduct(message, versionError), facts), ...toAccess(message) }
}

/** Poolers speak the protocol, but their errors name no place in PostgreSQL's source; PgBouncer has its words. */
function nameProduct(...messages: readonly (PostgresqlMessage | undefined)[]): string {
  const errors = messages.flatMap((message) => (message?.fields ? [message.fields] : []))
  const isForeign = errors.length > 0 && errors.every(({ source }) => source === undefined)
  if (!isForeign) return 'postgresql'
  const pooler = /^(?:bad packet header|pgbouncer|no such (?:user|database)|bouncer config error)/
  return errors.some(({ message }) => pooler.test(message)) ? 'pgbouncer' : ''
}

/**
 * From PostgreSQL's source: protocol 2 went with 14, the start of a backend has a file of its own since
 * 17, and 18 brought protocol 3.2.
 */
function toVersionRange(supported: string, source: string): string | undefined {
  if (supported === '3.0 to 3.2') return '18 or newer'
  if (/^[12]\.0 to 3\.0$/.test(supported)) return '13 or older'
  if (supported !== '3.0 to 3.0') return undefined
  if (source.startsWith('backend_startup.c')) return '17'
  return source.startsWith('postmaster.c') ? '14 to 16' : undefined
}

/** With "trust" the name of a role is enough. */
function toAccess({ authentication }: PostgresqlMessage): Partial<Match> {
  if (authentication === undefined) return {}
  const isOpen = authentication === 'trust'
  return { isAuthRequired: !isOpen, ...(isOpen ? { isAnonymousAllowed: true } : {}) }
}

function found(evidence: string, product: string, extra: Match['extra']): Match {
  return {
    service: 'postgresql',
    confidence: 100,
    evidence,
    clues: [{ field: 'postgresql.product', text: product }],
    extra,
  }
}
