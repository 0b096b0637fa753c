import {
  defineDetector,
  type DetectorContext,
  type DetectorSteps,
  type Match,
} from './define-detector.ts'
import { farewellMs, send, startTls } from './steps.ts'
import { hasXmppTurn, parseXmppStream, type XmppStream } from './xmpp-stream.ts'

/** XMPP (RFC 6120): stream header, features, STARTTLS, ways to log in. Never logs in. */
export const xmpp = defineDetector({
  id: 'xmpp',
  title: 'Extensible Messaging and Presence Protocol',
  transport: 'tcp',
  ports: [5222, 5269],
  tlsPorts: [5223, 5270],
  prevalence: 10,
  maxConnections: 1,
  matchError: (bytes) => parseXmppStream(bytes) !== undefined,
  *detect(context) {
    const stream = yield* openStream(context)
    if (!stream) return undefined
    const hasTls = yield* negotiateTls(stream)
    const isInTls = hasTls && (yield startTls()).end !== 'closed'
    const secured = isInTls ? yield* openStream(context) : undefined
    yield send('</stream:stream>', { timeoutMs: farewellMs })
    return toMatch(stream, secured, hasTls)
  },
  *startTls(context) {
    const stream = yield* openStream(context)
    return stream !== undefined && (yield* negotiateTls(stream))
  },
})

const serverPorts = [5269, 5270]

function* openStream({ host, port }: DetectorContext): DetectorSteps<XmppStream | undefined> {
  const namespace = serverPorts.includes(port) ? 'jabber:server' : 'jabber:client'
  const name = host.replace(/[^a-z0-9.:-]/gi, '')
  const header = `<?xml version='1.0'?><stream:stream to='${name}' xmlns='${namespace}' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`
  const reply = yield send(header, { until: hasXmppTurn, timeoutMs: 1500 })
  return parseXmppStream(reply.bytes)
}

function* negotiateTls({ features }: XmppStream): DetectorSteps<boolean> {
  if (!features.includes('starttls')) return false
  const reply = yield send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", {
    until: (bytes) => bytes.includes('>'),
  })
  return reply.bytes.toString('latin1', 0, 20).startsWith('<proceed')
}

const services: Readonly<Record<string, string>> = {
  'jabber:server': 'xmpp-server',
  'jabber:component:accept': 'xmpp-component',
}

function toMatch(stream: XmppStream, secured: XmppStream | undefined, hasTls: boolean): Match {
  const { namespace, domain, error } = stream
  const features = [...new Set([...stream.features, ...(secured?.features ?? [])])]
  const mechanisms = secured?.mechanisms ?? stream.mechanisms
  const isAnonymousAllowed = mechanisms.includes('ANONYMOUS')
  return {
    service: services[namespace] ?? 'xmpp-client',
    confidence: 100,
    evidence: error === undefined ? `stream of ${domain ?? namespace}` : `stream error ${error}`,
    clues: [...cluesOf(stream), ...(secured ? cluesOf(secured) : [])],
    ...(domain !== undefined && error === undefined ? { hostname: domain.toLowerCase() } : {}),
    ...(mechanisms.length > 0 ? { isAuthRequired: !isAnonymousAllowed, isAnonymousAllowed } : {}),
    extra: {
      namespace,
      domain,
      version: stream.version,
      language: stream.language,
      features,
      saslMechanisms: stream.mechanisms,
      saslMechanismsInTls: secured?.mechanisms,
      error,
      errorText: stream.errorText,
      hasTls,
      isTlsRequired: stream.isTlsRequired,
    },
  }
}

function cluesOf({ capsNode, errorText }: XmppStream): Match['clues'] {
  return [
    ...(capsNode === undefined ? [] : [{ field: 'xmpp.caps', text: capsNode }]),
    ...(errorText === undefined ? [] : [{ field: 'xmpp.error', text: errorText }]),
  ]
}
