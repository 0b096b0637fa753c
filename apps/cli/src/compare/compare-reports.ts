import { type ScanReport, type ServiceRecord, type Transport } from '@windvane/model'
import { compareServices, type ServiceAgreement } from './compare-services.ts'
import { expandPorts } from './expand-ports.ts'
import { type NmapPort, type NmapScan } from './parse-nmap-xml.ts'

/** How a report and nmap's output agree. */
export type Comparison = {
  readonly nmap: { readonly version: string; readonly startedAt: string }
  /** False when a port that both scanned has another state, or no host is in both. */
  readonly isSame: boolean
  readonly isStrict: boolean
  readonly hosts: {
    readonly inBoth: readonly string[]
    readonly onlyHere: readonly string[]
  }
  /** Ports by whether both gave them a state, and whether the states go together. */
  readonly ports: {
    readonly same: number
    readonly different: number
    readonly onlyHere: number
    readonly onlyThere: number
  }
  /** Every port that is open on a side, and every port whose states differ. */
  readonly rows: readonly ComparedPort[]
}

export type ComparedPort = ServiceAgreement & {
  readonly address: string
  readonly port: number
  readonly transport: Transport
  readonly state: 'same' | 'differs' | 'only-here' | 'only-there'
  readonly here?: PortClaim
  readonly there?: PortClaim
}

/** What one side says of a port. */
export type PortClaim = {
  readonly state: string
  readonly name?: string
  readonly product?: string
  readonly version?: string
}

/** Holds a report against what nmap found on the same addresses. */
export function compareReports(
  report: ScanReport,
  nmap: NmapScan,
  options: { readonly isStrict: boolean },
): Comparison {
  const scanned = report.addresses.filter(({ skipped }) => skipped === undefined)
  const hosts = scanned.map(({ address }) => ({
    address,
    ports: nmap.findPorts(address),
  }))
  const inBoth = hosts.flatMap(({ address, ports }) =>
    ports === undefined ? [] : [{ address, ports }],
  )
  const all = inBoth.flatMap(({ address, ports }) => compareHost(report, address, ports))
  const count = (state: ComparedPort['state']) => all.filter((row) => row.state === state).length
  const different = count('differs')
  return {
    nmap: { version: nmap.version, startedAt: nmap.startedAt },
    isSame:
      inBoth.length > 0 && different === 0 && !(options.isStrict && all.some(isServiceDifferent)),
    isStrict: options.isStrict,
    hosts: {
      inBoth: inBoth.map(({ address }) => address),
      onlyHere: hosts.filter(({ ports }) => ports === undefined).map(({ address }) => address),
    },
    ports: {
      same: count('same'),
      different,
      onlyHere: count('only-here'),
      onlyThere: count('only-there'),
    },
    rows: all.filter(isTelling),
  }
}

/** That nmap leaves unnamed what is named here is no difference. */
export function isServiceDifferent({ name, product, version }: ServiceAgreement): boolean {
  return [name, product, version].some(
    (agreement) => agreement === 'differs' || agreement === 'only-there',
  )
}

function isTelling({ here, there, state }: ComparedPort): boolean {
  return state === 'differs' || here?.state === 'open' || there?.state === 'open'
}

function compareHost(
  report: ScanReport,
  address: string,
  ports: readonly NmapPort[],
): readonly ComparedPort[] {
  const here = listClaims(report, address)
  const there = new Map(ports.map((port) => [`${port.port}/${port.transport}`, port]))
  const keys = [...new Set([...here.keys(), ...there.keys()])]
  return keys
    .map((key) => comparePort({ address, key, here: here.get(key), there: there.get(key) }))
    .toSorted((a, b) => a.transport.localeCompare(b.transport) || a.port - b.port)
}

type Claim = PortClaim & { readonly cpe: readonly string[] }

type Sides = {
  readonly address: string
  /** `80/tcp` */
  readonly key: string
  readonly here: Claim | undefined
  readonly there: NmapPort | undefined
}

function comparePort({ address, key, here, there }: Sides): ComparedPort {
  const [port, transport] = key.split('/')
  const state = compareStates(here?.state, there?.state)
  const claim = there?.service ?? { cpe: [] }
  const isBoth = here !== undefined && there !== undefined && state === 'same'
  return {
    address,
    port: Number(port),
    transport: transport === 'udp' ? 'udp' : 'tcp',
    state,
    ...(isBoth ? compareServices(here, claim) : noService),
    ...(here === undefined ? {} : { here: withoutCpe(here) }),
    ...(there === undefined ? {} : { there: withoutCpe({ ...claim, state: there.state }) }),
  }
}

const noService: ServiceAgreement = { name: 'none', product: 'none', version: 'none' }

function withoutCpe({ cpe: _cpe, ...claim }: Claim): PortClaim {
  return claim
}

/** `open|filtered` goes together with both of its words, and nmap's `unfiltered` with open and closed. */
function compareStates(here: string | undefined, there: string | undefined): ComparedPort['state'] {
  if (here === undefined) return 'only-there'
  if (there === undefined) return 'only-here'
  return toWords(here).some((word) => toWords(there).includes(word)) ? 'same' : 'differs'
}

function toWords(state: string): readonly string[] {
  return state === 'unfiltered' ? ['open', 'closed'] : state.split('|')
}

function listClaims(report: ScanReport, address: string): ReadonlyMap<string, Claim> {
  const claims = new Map<string, Claim>()
  for (const group of report.portGroups.filter((group) => group.address === address)) {
    for (const port of expandPorts(group.ports)) {
      claims.set(`${port}/${group.transport}`, { state: group.state, cpe: [] })
    }
  }
  const services = new Map(
    report.services
      .filter((service) => service.address === address)
      .map((service) => [`${service.port}/${service.transport}`, service]),
  )
  for (const { port, transport, state } of report.ports.filter((one) => one.address === address)) {
    const key = `${port}/${transport}`
    claims.set(key, { state, ...toServiceClaim(services.get(key)) })
  }
  return claims
}

/** A name that is only the registered one of the number says nothing, here as in nmap's file. */
function toServiceClaim(service: ServiceRecord | undefined): Omit<Claim, 'state'> {
  if (service === undefined || service.method === 'port' || service.name === 'unknown') {
    return { cpe: [] }
  }
  const { name, product, version, cpe } = service
  return {
    name,
    ...(product === undefined ? {} : { product }),
    ...(version === undefined ? {} : { version }),
    cpe,
  }
}
