import { defineDetector, type Match } from './define-detector.ts'
import {
  dnsClasses,
  type DnsMessage,
  dnsTypes,
  encodeDnsQuery,
  parseDnsMessage,
  readDnsTarget,
} from './dns-message.ts'
import { send } from './steps.ts'

/**
 * Multicast DNS asked by unicast (RFC 6762 5.5, 6.7): the kinds of service a host announces (RFC 6763
 * 9), then their instances.
 */
export const mdns = defineDetector({
  id: 'mdns',
  title: 'Multicast DNS',
  transport: 'udp',
  ports: [5353],
  prevalence: 65,
  maxConnections: 1,
  *detect() {
    const first = parseAnswer((yield send(ask([everyKind]))).bytes)
    if (!first) return undefined
    const kinds = targetsOf(first, everyKind).filter((kind) => kindPattern.test(kind))
    if (kinds.length === 0) return toMatch([], undefined)
    const second = parseAnswer((yield send(ask(kinds.slice(0, maxAsked)))).bytes)
    return toMatch(kinds, second)
  },
})

const id = 0x5744
const everyKind = '_services._dns-sd._udp.local'
const kindPattern = /^_[\w-]{1,30}\._(?:tcp|udp)\.local$/
const maxAsked = 8
const maxInstances = 50
const maxAddresses = 20

function ask(names: readonly string[]): Buffer {
  return encodeDnsQuery({
    id,
    questions: names.map((name) => ({
      name,
      type: dnsTypes.ptr,
      class: dnsClasses.internet,
    })),
  })
}

function parseAnswer(bytes: Buffer): DnsMessage | undefined {
  const message = parseDnsMessage(bytes)
  const isOurs = message?.id === id && message.isResponse && message.opcode === 0
  return isOurs ? message : undefined
}

function targetsOf(message: DnsMessage, name?: string): readonly string[] {
  const pointers = message.answers.filter(
    (record) => record.type === dnsTypes.ptr && (name === undefined || record.name === name),
  )
  return [...new Set(pointers.flatMap((record) => readDnsTarget(message, record) ?? []))]
}

function toMatch(kinds: readonly string[], details: DnsMessage | undefined): Match {
  const services = kinds.map((kind) => kind.replace(/\.local$/, ''))
  const host = details && findHost(details)
  return {
    service: 'mdns',
    confidence: 100,
    evidence: services.length > 0 ? `announces ${services.join(' ')}`.slice(0, 200) : 'answered',
    clues: [],
    ...(host === undefined ? {} : { hostname: host }),
    extra: {
      services,
      instances: details && targetsOf(details).slice(0, maxInstances),
      host,
      addresses: details && readAddresses(details),
    },
  }
}

/** IPv4 addresses that came along: behind a translating router they are those inside. */
function readAddresses({ bytes, answers, others }: DnsMessage): readonly string[] {
  const records = [...answers, ...others].filter(
    ({ type, dataStart, dataEnd }) => type === dnsTypes.a && dataEnd - dataStart === 4,
  )
  const texts = records.map(({ dataStart, dataEnd }) =>
    bytes.subarray(dataStart, dataEnd).join('.'),
  )
  return [...new Set(texts)].slice(0, maxAddresses)
}

/** Where the services are: the target of an SRV record, behind priority, weight and port. */
function findHost(message: DnsMessage): string | undefined {
  const records = [...message.answers, ...message.others]
  const service = records.find(({ type }) => type === dnsTypes.srv)
  return service && readDnsTarget(message, service, 6)
}
