import { type Transport } from '@windvane/model'
import { expandPorts } from './expand-ports.ts'
import { parseXml, type XmlElement } from './parse-xml.ts'

/** What nmap found, as its `-oX` output tells it. */
export type NmapScan = {
  readonly version: string
  /** RFC 3339, UTC; empty when the file does not say. */
  readonly startedAt: string
  /** The ports of one address; undefined when nmap did not scan it. */
  readonly findPorts: (address: string) => readonly NmapPort[] | undefined
}

export type NmapPort = {
  readonly port: number
  readonly transport: Transport
  readonly state: string
  /** Absent for ports that were only counted, and where the name is a guess from the number. */
  readonly service?: NmapService
}

type NmapService = {
  readonly name: string
  readonly product?: string
  readonly version?: string
  readonly cpe: readonly string[]
}

/** Reads the output of `nmap -oX`. Throws an `Error` when it is something else. */
export function parseNmapXml(text: string): NmapScan {
  const [run] = parseXml(text, vocabulary).children('nmaprun')
  if (run === undefined) throw new Error('it is not the XML output of nmap')
  const plans = run.children('scaninfo').flatMap(readPlan)
  const hosts = run.children('host')
  return {
    version: run.attribute('version') ?? '',
    startedAt: toTime(run.attribute('start')),
    findPorts(address) {
      const host = hosts.find((host) => hasAddress(host, address))
      return host === undefined ? undefined : readPorts(host, plans)
    },
  }
}

const vocabulary = {
  elements: toSet(
    'nmaprun scaninfo host address ports extraports extrareasons port state service cpe',
  ),
  attributes: toSet(
    'version start protocol services addr state reason proto ports portid name product method',
  ),
}

function toSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '))
}

function toTime(seconds: string | undefined): string {
  const time = new Date(Number(seconds) * 1000)
  return Number.isNaN(time.getTime()) ? '' : time.toISOString()
}

type Plan = { readonly transport: Transport; readonly services: string }

function readPlan(info: XmlElement): readonly Plan[] {
  const transport = toTransport(info.attribute('protocol'))
  const services = info.attribute('services')
  return services === undefined || transport === undefined ? [] : [{ transport, services }]
}

function toTransport(text: string | undefined): Transport | undefined {
  return text === 'tcp' || text === 'udp' ? text : undefined
}

function hasAddress(host: XmlElement, address: string): boolean {
  return host.children('address').some((one) => one.attribute('addr') === address)
}

function readPorts(host: XmlElement, plans: readonly Plan[]): readonly NmapPort[] {
  const lists = host.children('ports')
  const listed = lists.flatMap((list) => list.children('port').flatMap(readPort))
  const known = new Set(listed.map(toKey))
  const counted = lists
    .flatMap((list) => readCounted(list.children('extraports'), plans))
    .filter((port) => !known.has(toKey(port)))
  return [...listed, ...counted]
}

function readPort(port: XmlElement): readonly NmapPort[] {
  const number = Number(port.attribute('portid'))
  const transport = toTransport(port.attribute('protocol'))
  const state = port.children('state')[0]?.attribute('state')
  if (!Number.isInteger(number) || number < 0 || number > 65_535) return []
  if (transport === undefined || state === undefined) return []
  const [service] = port.children('service')
  return [{ port: number, transport, state, ...readService(service) }]
}

function readService(service: XmlElement | undefined): Pick<NmapPort, 'service'> {
  const name = service?.attribute('name')
  // `table` is the name that the number is registered for: nobody asked the port.
  const isGuess = service?.attribute('method') === 'table' || namesOfNothing.has(name ?? 'unknown')
  if (service === undefined || name === undefined || isGuess) return {}
  const [product, version] = [service.attribute('product'), service.attribute('version')]
  return {
    service: {
      name,
      ...(product === undefined ? {} : { product }),
      ...(version === undefined ? {} : { version }),
      cpe: service.children('cpe').map(({ text }) => text),
    },
  }
}

// "tcpwrapped" is a port that accepted and closed.
const namesOfNothing: ReadonlySet<string> = new Set(['unknown', 'tcpwrapped'])

/** Ports that share a state are counted, and listed since nmap 7.92; before, they are all the others. */
function readCounted(groups: readonly XmlElement[], plans: readonly Plan[]): readonly NmapPort[] {
  const ports: NmapPort[] = []
  for (const group of groups) {
    const lists = group.children('extrareasons').flatMap(readList)
    const isOnly = groups.length === 1
    for (const { transport, services } of lists.length === 0 && isOnly ? plans : lists) {
      const state = group.attribute('state') ?? ''
      for (const port of expandPorts(services)) ports.push({ port, transport, state })
      if (ports.length > maxCounted) return ports
    }
  }
  return ports
}

// Every port of both transports.
const maxCounted = 2 * 65_536

function readList(reason: XmlElement): readonly Plan[] {
  const services = reason.attribute('ports')
  const transport = toTransport(reason.attribute('proto') ?? 'tcp')
  return services === undefined || transport === undefined ? [] : [{ transport, services }]
}

function toKey({ port, transport }: NmapPort): string {
  return `${port}/${transport}`
}
