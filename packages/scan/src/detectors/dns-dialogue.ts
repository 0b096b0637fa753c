import { type Clue, type DetectorRun, type Match } from './define-detector.ts'
import { askDns, type DnsExchange } from './dns-exchange.ts'
import { askIdentity, type DnsIdentity } from './dns-identity.ts'
import {
  dnsClasses,
  type DnsMessage,
  dnsTypes,
  readDnsText,
  readNsid,
  toDnsResponseCode,
} from './dns-message.ts'

/** How messages travel: inside datagrams, or behind their length on a stream. */
export type DnsCarrier = DnsExchange & {
  /** Whether a query that stays unanswered may still be followed by another. */
  readonly goesOnWhenSilent: boolean
}

/**
 * Asks a name server for its version, the CHAOS text `version.bind` (RFC 4892), then for an address
 * outside its zones: that tells recursion and, by EDNS, the server's identifier (RFC 5001). Last comes
 * what else it calls itself. A question for the version that was lost is asked again once the server
 * is known to answer.
 */
export function* askNameServer(carrier: DnsCarrier): DetectorRun {
  const first = yield* askDns(carrier, { questions: [versionQuestion] })
  if (!first.message && !(first.isSilent && carrier.goesOnWhenSilent)) return undefined
  const { message: recursion } = yield* askDns(carrier, recursionQuery)
  const known = first.message ?? recursion
  if (!known) return undefined
  const version =
    first.message ?? (yield* askDns(carrier, { questions: [versionQuestion] })).message
  const identity = version && (yield* askIdentity(carrier, version))
  return toMatch(known, { version, recursion, identity })
}

const versionQuestion = { name: 'version.bind', type: dnsTypes.txt, class: dnsClasses.chaos }

// RFC 2606 keeps the name for such uses.
const recursionQuery = {
  isRecursionDesired: true,
  questions: [{ name: 'example.com', type: dnsTypes.a, class: dnsClasses.internet }],
  nsid: true,
}

type Answers = {
  readonly version: DnsMessage | undefined
  readonly recursion: DnsMessage | undefined
  readonly identity: DnsIdentity | undefined
}

function toMatch(known: DnsMessage, { version, recursion, identity }: Answers): Match {
  const [record] = version?.answers ?? []
  const text = version && record ? readDnsText(version, record) : undefined
  const code = toDnsResponseCode(known.responseCode)
  const nsid = recursion && readNsid(recursion)
  return {
    service: 'domain',
    confidence: 100,
    evidence: text === undefined ? `answer ${code}` : `version.bind "${text.slice(0, 100)}"`,
    clues: nameSoftware(text, identity),
    ...toHostname(identity),
    extra: {
      responseCode: code,
      versionBind: text,
      recursionAvailable: (recursion ?? known).isRecursionAvailable,
      recursion: recursion && judgeRecursion(recursion),
      nsid: nsid?.toString('hex'),
      nsidText: nsid?.toString('latin1'),
      hostnameBind: identity?.hostname,
      serverId: identity?.serverId,
    },
  }
}

function nameSoftware(
  text: string | undefined,
  identity: DnsIdentity | undefined,
): readonly Clue[] {
  return [
    ...(text === undefined ? [] : [{ field: 'dns.version', text }]),
    ...(identity?.isBind ? [{ field: 'dns.version', text: 'BIND' }] : []),
  ]
}

/** A text may be anything; what has a dot may be a name. */
function toHostname(identity: DnsIdentity | undefined): Pick<Match, 'hostname'> {
  const text = identity?.hostname ?? ''
  return /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,20}$/i.test(text)
    ? { hostname: text.toLowerCase() }
    : {}
}

/** `answered`: it resolves names for us; `offered`: it would, but had no answer. */
function judgeRecursion(message: DnsMessage): string {
  const code = toDnsResponseCode(message.responseCode)
  const hasAddress = message.answers.some(({ type }) => type === dnsTypes.a)
  if (message.isRecursionAvailable) return hasAddress ? 'answered' : 'offered'
  return code === 'REFUSED' ? 'refused' : 'off'
}
