import { defineDetector, type DetectorSteps, type Match, type Reply } from './define-detector.ts'
import { send, startTls } from './steps.ts'

/**
 * PostgreSQL protocol 3.0 (documentation, 55.7): SSLRequest, then a StartupMessage whose answer, an
 * authentication request or an error, is read and left unanswered.
 */
export const postgresql = defineDetector({
  id: 'postgresql',
  title: 'PostgreSQL',
  transport: 'tcp',
  ports: [5432, 5433, 6432],
  prevalence: 45,
  maxConnections: 1,
  *detect() {
    const offer = yield* askForTls()
    const answer = offer.bytes.toString('latin1', 0, 2)
    const hasTls = answer === 'S'
    if (!hasTls && answer !== 'N') return undefined
    const secured: Reply = hasTls ? yield startTls() : offer
    if (hasTls && secured.end === 'closed') return offered(answer)
    const startup = packet(196_608, 'user\0scan-probe.invalid\0database\0scan-probe.invalid\0\0')
    const reply = yield send(startup, { until: hasMessage, timeoutMs: 2000 })
    return parseMessage(reply.bytes, hasTls) ?? offered(answer)
  },
  *startTls() {
    const { bytes } = yield* askForTls()
    return bytes.toString('latin1', 0, 2) === 'S'
  },
})

function* askForTls(): DetectorSteps<Reply> {
  return yield send(packet(80877103, ''), {
    until: (bytes) => bytes.length > 0,
    timeoutMs: 2000,
  })
}

/** One letter is little evidence, but a server that only lets some peers in says no more. */
function offered(answer: string): Match {
  const evidence = `SSLRequest is answered by ${answer}`
  return { ...found(evidence, { hasTls: answer === 'S' }), confidence: 60, isProvisional: true }
}

function packet(code: number, text: string): Buffer {
  const bytes = Buffer.alloc(8 + text.length)
  bytes.writeUInt32BE(bytes.length, 0)
  bytes.writeUInt32BE(code, 4)
  bytes.write(text, 8, 'latin1')
  return bytes
}

function hasMessage(bytes: Buffer): boolean {
  return bytes.length >= 5 && bytes.length >= 1 + bytes.readUInt32BE(1)
}

/** Codes of AuthenticationXXX (55.7). */
const authentications: Readonly<Record<number, string>> = {
  0: 'trust',
  2: 'kerberos',
  3: 'password',
  5: 'md5',
  7: 'gss',
  9: 'sspi',
  10: 'scram-sha-256',
}

function parseMessage(bytes: Buffer, hasTls: boolean): Match | undefined {
  if (bytes.length < 9) return undefined
  const kind = String.fromCharCode(bytes.readUInt8(0))
  const length = bytes.readUInt32BE(1)
  if (length > 4096) return undefined
  if (kind === 'R') {
    const authentication = authentications[bytes.readUInt32BE(5)]
    if (authentication === undefined) return undefined
    return found(`asks for ${authentication}`, { hasTls, authentication })
  }
  if (kind !== 'E') return undefined
  const error = parseError(bytes.subarray(5, 1 + length))
  return error && found(`error "${(error['message'] ?? '').slice(0, 100)}"`, { hasTls, ...error })
}

/** Fields of ErrorResponse (55.8): a letter, text, NUL; the routine is the source's own word. */
function parseError(bytes: Buffer): Readonly<Record<string, string>> | undefined {
  const fields = new Map<string, string>()
  for (const part of bytes.toString('utf8').split('\0', 30))
    fields.set(part.slice(0, 1), part.slice(1))
  const severity = fields.get('S')
  const code = fields.get('C')
  const message = fields.get('M')
  if (severity === undefined || message === undefined || !/^[0-9A-Z]{5}$/.test(code ?? ''))
    return undefined
  const at = [fields.get('F'), fields.get('L'), fields.get('R')]
  return {
    severity,
    message,
    ...(code ? { code } : {}),
    ...(at[0] ? { source: at.join(':') } : {}),
  }
}

function found(evidence: string, extra: Match['extra']): Match {
  // PgBouncer speaks the protocol, but its errors name no place in PostgreSQL's source.
  const product =
    typeof extra['message'] === 'string' && !extra['source'] ? 'pgbouncer' : 'postgresql'
  return {
    service: 'postgresql',
    confidence: 100,
    evidence,
    clues: [{ field: 'postgresql.product', text: product }],
    extra,
  }
}
