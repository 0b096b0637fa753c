import { type DetectorSteps } from './define-detector.ts'
import { askDns, type DnsExchange } from './dns-exchange.ts'
import { dnsClasses, type DnsMessage, dnsTypes, readDnsText } from './dns-message.ts'

/** What a name server says of itself besides its version. */
export type DnsIdentity = {
  readonly hostname?: string
  readonly serverId?: string
  /** Whether its answers have the form of BIND's own zones, whatever version it claims. */
  readonly isBind: boolean
}

/**
 * Asks for the CHAOS texts `hostname.bind` and `id.server` (RFC 4892), and for `authors.bind` where the
 * version is no number; only a server that has answered in that class is asked.
 */
export function* askIdentity(
  exchange: DnsExchange,
  version: DnsMessage,
): DetectorSteps<DnsIdentity> {
  if (version.responseCode !== 0) return { isBind: false }
  const hostname = yield* askText(exchange, 'hostname.bind')
  const serverId = yield* askText(exchange, 'id.server')
  const [record] = version.answers
  const text = record && readDnsText(version, record)
  const isBind =
    hasOwnZone(version) ||
    (text !== undefined && !/\d\.\d/.test(text) && (yield* hasAuthors(exchange)))
  return {
    ...(hostname === undefined ? {} : { hostname }),
    ...(serverId === undefined ? {} : { serverId }),
    isBind,
  }
}

function* askText(exchange: DnsExchange, name: string): DetectorSteps<string | undefined> {
  const message = yield* askChaos(exchange, name)
  const record = message?.answers.find((answer) => answer.name.toLowerCase() === name)
  return message && record && readDnsText(message, record)?.slice(0, 255)
}

function* askChaos(exchange: DnsExchange, name: string): DetectorSteps<DnsMessage | undefined> {
  const question = { name, type: dnsTypes.txt, class: dnsClasses.chaos }
  return (yield* askDns(exchange, { questions: [question] })).message
}

function* hasAuthors(exchange: DnsExchange): DetectorSteps<boolean> {
  const message = yield* askChaos(exchange, 'authors.bind')
  return message !== undefined && hasOwnZone(message)
}

/** BIND keeps a zone of its own for each of these names, with an SOA for what is turned off. */
function hasOwnZone({ others }: DnsMessage): boolean {
  return others.some(
    ({ name, type, class: dnsClass }) =>
      type === dnsTypes.soa &&
      dnsClass === dnsClasses.chaos &&
      /^(?:version|authors)\.bind$/i.test(name),
  )
}
