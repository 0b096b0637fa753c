import {
  AppError,
  type AttributeValue,
  parseValue,
  type CertificateRecord,
  type HostRecord,
  type RelationMode,
  type ScanReport,
  type ServiceRecord,
} from '@windvane/model'
import {
  type EntityReference,
  type ScannedEntity,
  type ScannedLink,
} from '../entities/scan-results.ts'
import { type Leaf, listLeaves } from './list-leaves.ts'
import { stableBanner } from './stable-banner.ts'

export type ScanEvidence = {
  readonly entities: readonly ScannedEntity[]
  readonly links: readonly ScannedLink[]
}

/**
 * The entities and links of contract.md 10. What a scanned host says is only evidence: a value that
 * is not valid for its type is left out, never repaired, and the rest stands.
 */
export function reportToEntities(report: ScanReport): ScanEvidence {
  const evidence = createEvidence()
  const target = evidence.entity(targetType(report.target), report.target)
  if (!target) return evidence.take()
  if (target.type !== 'ip') {
    for (const { address, skipped } of report.addresses) {
      if (skipped === undefined)
        evidence.link(target, evidence.entity('ip', address), 'association')
    }
  }
  for (const port of report.ports) {
    if (port.state !== 'open' || isIndiscriminate(report, port)) continue
    evidence.link(target, evidence.entity('port', portText(port)), 'aggregation')
  }
  const leaves = listLeaves(report)
  for (const service of report.services) addService(evidence, { report, target, service, leaves })
  for (const { certificate } of leaves) {
    evidence.link(target, addCertificate(evidence, certificate), 'association')
  }
  for (const host of report.hosts) addHost(evidence, host)
  return evidence.take()
}

/** A host that accepts on nearly every port has only those that speak. */
function isIndiscriminate({ hosts, services }: ReportedPorts, port: Endpoint): boolean {
  const isAllOpen = hosts.some(({ address, isAllOpen }) => address === port.address && isAllOpen)
  return (
    isAllOpen &&
    !services.some((service) => service.method !== 'port' && isSameEndpoint(port, service))
  )
}

type ReportedPorts = Pick<ScanReport, 'hosts' | 'services'>

/** What a host is called by whoever manages its address, and what it runs on. */
function addHost(evidence: Evidence, { address, names, os }: HostRecord): void {
  const host = evidence.entity('ip', address)
  if (os) evidence.link(host, evidence.entity('os', os.name), 'association')
  for (const { name, source, isConfirmed } of names.slice(0, maximumNames)) {
    if (source !== 'ptr' || isConfirmed !== true) continue
    evidence.link(host, evidence.entity(nameType(name), name), 'association')
  }
}

/** Two labels make a domain, more a hostname; an address holds a colon or ends in a digit. */
function targetType(target: string): 'ip' | 'domain' | 'hostname' {
  if (target.includes(':') || /\d$/.test(target)) return 'ip'
  return nameType(target)
}

function nameType(name: string): 'domain' | 'hostname' {
  return name.split('.').length === 2 ? 'domain' : 'hostname'
}

type Endpoint = Pick<ServiceRecord, 'address' | 'port' | 'transport'>

function portText({ port, transport }: Endpoint): string {
  return `${port}/${transport}`
}

type ServiceContext = {
  readonly report: ScanReport
  readonly target: EntityReference
  readonly service: ServiceRecord
  readonly leaves: readonly Leaf[]
}

/** A name that was only guessed from the port number is no service. */
function addService(evidence: Evidence, context: ServiceContext): void {
  const { report, target, service } = context
  if (service.method === 'port') return
  const leaves = context.leaves.filter((leaf) => isSameEndpoint(leaf, service))
  const jarm = jarmOf(report, service)
  const banner = stableBanner(service)
  const sshBanner = service.name === 'ssh' ? banner : undefined
  const found = evidence.entity('service', serviceText(target, service), {
    port: portText(service),
    process: service.product,
    text: serviceName(service),
    cpe: service.cpe[0],
    os: service.os,
    'ssh-banner': sshBanner,
    'certificate-fingerprint': leaves[0]?.certificate.sha256,
    'jarm-fingerprint': jarm,
  })
  if (!found) return
  // That there is TLS does not replace what was once known to be in it.
  if (service.name === 'tls') evidence.weaken(found, ['text'])
  evidence.link(target, found, 'aggregation')
  evidence.link(evidence.entity('port', portText(service)), found, 'association')
  for (const { certificate } of leaves) {
    evidence.link(found, addCertificate(evidence, certificate), 'association')
  }
  for (const related of [
    evidence.entity('banner', banner),
    evidence.entity('ssh-banner', sshBanner),
    ...cpesOf(service).map((cpe) => evidence.entity('cpe', cpe)),
    evidence.entity('os', service.os),
    evidence.entity('jarm-fingerprint', jarm),
    ...sshFingerprints(service).map((print) => evidence.entity('ssh-fingerprint', print)),
  ]) {
    evidence.link(found, related, 'association')
  }
}

function isSameEndpoint(
  place: { readonly address: string; readonly port: number },
  { address, port, transport }: ServiceRecord,
): boolean {
  return place.address === address && place.port === port && transport === 'tcp'
}

/** All zeros are the JARM of a port that never answered. */
function jarmOf({ tlsEndpoints }: ScanReport, service: ServiceRecord): string | undefined {
  const jarm = tlsEndpoints.find((endpoint) => isSameEndpoint(endpoint, service))?.jarm
  return jarm !== undefined && /[^0]/.test(jarm) ? jarm : undefined
}

function cpesOf({ cpe, software }: ServiceRecord): readonly string[] {
  const named = software.flatMap((item) => item.cpe ?? [])
  return [...new Set([...cpe, ...named])].slice(0, maximumCpes)
}

const maximumCpes = 50

/** The value of a service belongs to one endpoint; an IPv6 address is bracketed (RFC 3986 3.2.2). */
function serviceText(target: EntityReference, service: ServiceRecord): string {
  const host = String(target.value)
  return `${host.includes(':') ? `[${host}]` : host}:${portText(service)}`
}

/** The names IANA gives to the protocols that have one of their own inside TLS. */
const namesInTls: Readonly<Record<string, string>> = {
  http: 'https',
  smtp: 'smtps',
  imap: 'imaps',
  pop3: 'pop3s',
  ftp: 'ftps',
  ldap: 'ldaps',
}

function serviceName({ name, tunnel }: ServiceRecord): string {
  if (tunnel !== 'tls' || name === 'tls') return name
  return Object.hasOwn(namesInTls, name) ? (namesInTls[name] ?? name) : `tls/${name}`
}

function sshFingerprints({ extra }: ServiceRecord): readonly string[] {
  const prints = extra['hostKeyFingerprints']
  const texts = Array.isArray(prints) ? prints.filter((print) => typeof print === 'string') : []
  return texts.slice(0, maximumKeys)
}

const maximumKeys = 20
const maximumNames = 100

function addCertificate(
  evidence: Evidence,
  certificate: CertificateRecord,
): EntityReference | undefined {
  const found = evidence.entity('certificate-fingerprint', certificate.sha256, {
    issuer: certificate.issuer,
    'date-of-issue': certificate.notBefore.slice(0, 10),
    'expiration-date': certificate.notAfter.slice(0, 10),
    domain: certificate.subjectCommonName,
    text: certificate.subject,
    value: certificate.serial,
  })
  for (const dnsName of certificate.dnsNames.slice(0, maximumNames)) {
    // A wildcard is no name of a host; what it stands for is its parent (RFC 9525 section 6.3).
    const name = dnsName.replace(/^\*\./, '')
    evidence.link(found, evidence.entity(nameType(name), name), 'association')
  }
  return found
}

const tags = ['scan'] as const

type Evidence = ReturnType<typeof createEvidence>

/** Collects entities and links, each once, the first report of an attribute standing. */
function createEvidence() {
  const entities = new Map<string, ScannedEntity>()
  const links = new Map<string, ScannedLink>()

  function entity(
    type: string,
    input: string | undefined,
    attributes: Readonly<Record<string, string | undefined>> = {},
  ): EntityReference | undefined {
    const value = validValue(type, input)
    if (value === undefined) return undefined
    const key = keyOf({ type, value })
    const known = entities.get(key)
    const merged = { [type]: value, ...validAttributes(attributes), ...known?.attributes }
    entities.set(key, { ...known, type, attributes: merged, tags })
    return { type, value }
  }

  function weaken(reference: EntityReference, weak: readonly string[]): void {
    const known = entities.get(keyOf(reference))
    if (known) entities.set(keyOf(reference), { ...known, weak })
  }

  function link(
    from: EntityReference | undefined,
    to: EntityReference | undefined,
    mode: RelationMode,
  ): void {
    if (!from || !to) return
    const key = `${keyOf(from)}\n${keyOf(to)}`
    if (!links.has(key)) links.set(key, { from, to, mode })
  }

  function take(): ScanEvidence {
    return { entities: [...entities.values()], links: [...links.values()] }
  }

  return { entity, weaken, link, take }
}

function keyOf({ type, value }: EntityReference): string {
  return `${type} ${value}`
}

function validAttributes(
  attributes: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, AttributeValue>> {
  const valid: Record<string, AttributeValue> = {}
  for (const [type, input] of Object.entries(attributes)) {
    const value = validValue(type, input)
    if (value !== undefined) valid[type] = value
  }
  return valid
}

/** Private addresses pass here: the engine's scope has judged them before it scanned them. */
function validValue(type: string, input: string | undefined): AttributeValue | undefined {
  if (input === undefined) return undefined
  try {
    return parseValue(type, input, { privateAddresses: 'accept' }).value
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}
