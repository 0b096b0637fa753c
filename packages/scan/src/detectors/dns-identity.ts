import { type DetectorSteps, type Step } from './define-detector.ts'
import {
  dnsClasses,
  type DnsMessage,
  dnsTypes,
  encodeDnsQuery,
  parseDnsMessage,
  readDnsText,
} from './dns-message.ts'

/** What a name server says of itself besides its version. */
export type DnsIdentity = {
  readonly hostname?: string
  readonly serverId?: string
  /** Whether its answers have the form of BIND's own zones, whatever version it claims. */
  readonly isBind: boolean
}

/** How a query is sent, and how the message is taken out of what came back. */
export type DnsExchange = {
  readonly ask: (query: Buffer) => Step
  readonly read: (bytes: Buffer) => Buffer
}

/**
 * Asks for the CHAOS texts `hostname.bind` and `id.server` (RFC 4892), and for `authors.bind` where the
 * version is no number; only a server that has answered in that class is asked.
 */
export function* askIdentity(
  exchange: DnsExchange,
  id: number,
  version: DnsMessage,
): DetectorSteps<DnsIdentity> {
  if (version.responseCode !== 0) return { isBind: false }
  const hostname = yield* askText(exchange, id, 'hostname.bind')
  const serverId = yield* askText(exchange, id, 'id.server')
  const [record] = version.answers
  const text = record && readDnsText(version, record)
  const isBind =
    hasOwnZone(version) ||
    (text !== undefined && !/\d\.\d/.test(text) && (yield* hasAuthors(exchange, id)))
  return {
    ...(hostname === undefined ? {} : { hostname }),
    ...(serverId === undefined ? {} : { serverId }),
    isBind,
  }
}

function* askText(
  exchange: DnsExchange,
  id: number,
  name: string,
): DetectorSteps<string | undefined> {
  const message = yield* askChaos(exchange, id, name)
  const record = message?.answers.find((answer) => answer.name.toLowerCase() === name)
  return message && record && readDnsText(message, record)?.slice(0, 255)
}

function* askChaos(
  { ask, read }: DnsExchange,
  id: number,
  name: string,
): DetectorSteps<DnsMessage | undefined> {
  const question = { name, type: dnsTypes.txt, class: dnsClasses.chaos }
  const reply = yield ask(encodeDnsQuery({ id, questions: [question] }))
  const message = parseDnsMessage(read(reply.bytes))
  return message?.id === id && message.isResponse ? message : undefined
}

function* hasAuthors(exchange: DnsExchange, id: number): DetectorSteps<boolean> {
  const message = yield* askChaos(exchange, id, 'authors.bind')
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
