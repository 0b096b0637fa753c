import { defineDetector, type DetectorSteps, type Match } from './define-detector.ts'
import { receive, send, startTls } from './steps.ts'
import { hasLine, toLines } from './text-lines.ts'

/** NATS (docs.nats.io, client protocol): INFO, then CONNECT without credentials and PING. */
export const nats = defineDetector({
  id: 'nats',
  title: 'NATS',
  transport: 'tcp',
  ports: [4222, 6222],
  prevalence: 8,
  maxConnections: 1,
  matchBanner: matchInfo,
  *detect() {
    const greeting = yield receive({ until: hasLine })
    const match = matchInfo(greeting.bytes)
    if (!match) return undefined
    const hasTls = offersTls(greeting.bytes)
    if (hasTls && (yield startTls()).end === 'closed') return withTls(match, hasTls)
    return { ...withTls(match, hasTls), ...(yield* askAccess(match)) }
  },
  *startTls() {
    const greeting = yield receive({ until: hasLine })
    return offersTls(greeting.bytes)
  },
})

function matchInfo(bytes: Buffer): Match | undefined {
  const info = parseInfo(bytes)
  const version = textOf(info?.['version'])
  if (!info || version === undefined || textOf(info['server_id']) === undefined) return undefined
  return {
    service: 'nats',
    confidence: 100,
    evidence: `INFO tells version ${version.slice(0, 50)}`,
    clues: [{ field: 'nats.version', text: version }],
    ...(info['auth_required'] === true ? { isAuthRequired: true, isAnonymousAllowed: false } : {}),
    extra: {
      serverVersion: version,
      serverName: info['server_name'],
      cluster: info['cluster'],
      goVersion: info['go'],
      protocol: info['proto'],
      hasJetStream: info['jetstream'] === true,
      hasTls: offersTls(bytes),
      isTlsRequired: info['tls_required'] === true,
      isClientCertificateRequired: info['tls_verify'] === true,
    },
  }
}

function parseInfo(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  if (!hasLine(bytes)) return undefined
  const text = bytes.toString('utf8', 0, 32_768).split('\r\n', 1)[0] ?? ''
  if (!text.startsWith('INFO {')) return undefined
  try {
    const value: unknown = JSON.parse(text.slice(5))
    // An object was just parsed; its members are looked at one by one.
    return value as Readonly<Record<string, unknown>>
  } catch {
    return undefined
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function offersTls(bytes: Buffer): boolean {
  const info = parseInfo(bytes)
  return info?.['tls_required'] === true || info?.['tls_available'] === true
}

function withTls(match: Match, hasTls: boolean): Match {
  return { ...match, extra: { ...match.extra, hasTls } }
}

type Access = Pick<Match, 'isAuthRequired' | 'isAnonymousAllowed'>

function* askAccess({ isAuthRequired }: Match): DetectorSteps<Access> {
  if (isAuthRequired === true) return {}
  const reply = yield send('CONNECT {"verbose":false,"name":"windvane"}\r\nPING\r\n', {
    until: hasLine,
    timeoutMs: 1500,
  })
  const line = toLines(reply.bytes)[0] ?? ''
  if (line === 'PONG') return { isAuthRequired: false, isAnonymousAllowed: true }
  return /^-ERR 'Auth/i.test(line) ? { isAuthRequired: true, isAnonymousAllowed: false } : {}
}
