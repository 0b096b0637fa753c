import { type DetectorRun, type Match, type Step } from './define-detector.ts'
import {
  dnsClasses,
  type DnsMessage,
  dnsTypes,
  encodeDnsQuery,
  parseDnsMessage,
  readDnsText,
  readNsid,
  toDnsResponseCode,
} from './dns-message.ts'

/** How messages travel: inside datagrams, or behind their length on a stream. */
export type DnsCarrier = {
  readonly ask: (query: Buffer) => Step
  readonly read: (bytes: Buffer) => Buffer
  /** Whether a query that stays unanswered may still be followed by another. */
  readonly goesOnWhenSilent: boolean
}

/**
 * Asks a name server for its version, the CHAOS text `version.bind` (RFC 4892), then for an address
 * outside its zones: that tells recursion and, by EDNS, the server's identifier (RFC 5001).
 */
export function* askNameServer({ ask, read, goesOnWhenSilent }: DnsCarrier): DetectorRun {
  const first = yield ask(versionQuery)
  const version = parseAnswer(read(first.bytes))
  const isSilent = first.bytes.length === 0 && first.end !== 'closed'
  if (!version && !(isSilent && goesOnWhenSilent)) return undefined
  const second = yield ask(recursionQuery)
  const recursion = parseAnswer(read(second.bytes))
  const known = version ?? recursion
  return known ? toMatch(known, { version, recursion }) : undefined
}

const id = 0x5744

const versionQuery = encodeDnsQuery({
  id,
  questions: [{ name: 'version.bind', type: dnsTypes.txt, class: dnsClasses.chaos }],
})

// RFC 2606 keeps the name for such uses.
const recursionQuery = encodeDnsQuery({
  id,
  isRecursionDesired: true,
  questions: [{ name: 'example.com', type: dnsTypes.a, class: dnsClasses.internet }],
  nsid: true,
})

function parseAnswer(bytes: Buffer): DnsMessage | undefined {
  const message = parseDnsMessage(bytes)
  const isOurs = message?.id === id && message.isResponse && message.opcode === 0
  return isOurs ? message : undefined
}

type Answers = {
  readonly version: DnsMessage | undefined
  readonly recursion: DnsMessage | undefined
}

function toMatch(known: DnsMessage, { version, recursion }: Answers): Match {
  const [record] = version?.answers ?? []
  const text = version && record ? readDnsText(version, record) : undefined
  const code = toDnsResponseCode(known.responseCode)
  const nsid = recursion && readNsid(recursion)
  return {
    service: 'domain',
    confidence: 100,
    evidence: text === undefined ? `answer ${code}` : `version.bind "${text.slice(0, 100)}"`,
    clues: text === undefined ? [] : [{ field: 'dns.version', text }],
    extra: {
      responseCode: code,
      versionBind: text,
      recursionAvailable: (recursion ?? known).isRecursionAvailable,
      recursion: recursion && judgeRecursion(recursion),
      nsid: nsid?.toString('hex'),
      nsidText: nsid?.toString('latin1'),
    },
  }
}

/** `answered`: it resolves names for us; `offered`: it would, but had no answer. */
function judgeRecursion(message: DnsMessage): string {
  const code = toDnsResponseCode(message.responseCode)
  const hasAddress = message.answers.some(({ type }) => type === dnsTypes.a)
  if (message.isRecursionAvailable) return hasAddress ? 'answered' : 'offered'
  return code === 'REFUSED' ? 'refused' : 'off'
}
