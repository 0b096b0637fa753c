import {
  type CertificateRecord,
  type FindingRecord,
  type PortRecord,
  type ScanEvent,
  type ServiceRecord,
  type StageName,
  type TlsEndpointRecord,
  type TlsRecord,
} from '@windvane/model'
import { createProgress } from './progress.ts'

/** What a scan tells while it runs; `truncated` says that no more records follow, `done` is last. */
export type LiveEventName =
  | 'stage'
  | 'percent'
  | 'port'
  | 'service'
  | 'certificate'
  | 'finding'
  | 'truncated'
  | 'done'

export type LiveEvent = {
  readonly name: LiveEventName
  /** Small: what the report holds of the same thing in full. */
  readonly data: Readonly<Record<string, unknown>>
}

/** Turns the events of one scan, in their order, into those that are told live. */
export function createLiveEvents(): (event: ScanEvent) => readonly LiveEvent[] {
  const percentAfter = createProgress()
  const begun = new Set<StageName>()
  const served = new Set<string>()
  let percent = 0

  function progress(event: Extract<ScanEvent, { kind: 'progress' }>): readonly LiveEvent[] {
    const events: LiveEvent[] = []
    if (!begun.has(event.stage)) events.push({ name: 'stage', data: { stage: event.stage } })
    begun.add(event.stage)
    const now = percentAfter(event)
    if (now > percent) events.push({ name: 'percent', data: { percent: now } })
    percent = now
    return events
  }

  /** Each leaf once per port, and once more with a grade. */
  function certificate(data: CertificateData): readonly LiveEvent[] {
    const key = [data.address, data.port, data.sha256, 'grade' in data].join(' ')
    if (served.has(key)) return []
    served.add(key)
    return [{ name: 'certificate', data }]
  }

  return (event) => {
    switch (event.kind) {
      case 'progress':
        return progress(event)
      case 'port':
        return [{ name: 'port', data: toPort(event.port) }]
      case 'service':
        return [{ name: 'service', data: toService(event.service) }]
      case 'tls':
        return toHandshake(event.tls).flatMap(certificate)
      case 'tls-endpoint':
        return toEndpoint(event.endpoint).flatMap(certificate)
      case 'finding':
        return [{ name: 'finding', data: toFinding(event.finding) }]
      case 'resolved':
      case 'port-groups':
      case 'http':
      case 'host':
      case 'failure':
      case 'done':
        return []
    }
  }
}

function toPort({ address, port, transport, state, reason, rttMs }: PortRecord) {
  return { address, port, transport, state, reason, ...(rttMs !== undefined && { rttMs }) }
}

function toService(service: ServiceRecord): LiveEvent['data'] {
  const { address, port, transport, name, tunnel, method, confidence, cpe } = service
  const texts = pickTexts(service, ['product', 'version', 'os', 'hostname', 'banner'])
  const place = { address, port, transport }
  return { ...place, name, tunnel, ...texts, cpe: cpe.slice(0, 5), method, confidence }
}

type CertificateData = {
  readonly address: string
  readonly port: number
  readonly sha256: string
}

function toHandshake(tls: TlsRecord): readonly CertificateData[] {
  const { address, port, serverName, isTrusted, chain } = tls
  const trust = { isTrusted, ...pickTexts(tls, ['trustError']) }
  return chain.slice(0, 1).map((leaf) => {
    return { address, port, serverName, ...toCertificate(leaf), ...trust }
  })
}

function toEndpoint(endpoint: TlsEndpointRecord): readonly CertificateData[] {
  const { address, port, serverName, chains, trust, grade } = endpoint
  const leaves = [chains.named, chains.default].flatMap(
    (chain) => chain?.certificates.slice(0, 1) ?? [],
  )
  const judged = { isTrusted: trust.isTrusted, grade: grade.letter }
  return leaves.map((leaf) => {
    return { address, port, serverName, ...toCertificate(leaf), ...judged }
  })
}

function toCertificate(leaf: CertificateRecord) {
  const { sha256, notBefore, notAfter, dnsNames } = leaf
  const names = dnsNames.slice(0, 20).map(cut)
  const texts = pickTexts(leaf, ['subject', 'issuer'])
  return { sha256, ...texts, notBefore, notAfter, dnsNames: names }
}

function toFinding(finding: FindingRecord): LiveEvent['data'] {
  const { id, severity, address, port, transport } = finding
  const texts = pickTexts(finding, ['title', 'evidence'])
  const place = { address, ...(port !== undefined && { port, transport }) }
  return { id, severity, ...place, ...texts }
}

/** Texts that a host chose are cut: an event is a notice, not the record. */
function pickTexts<Name extends string>(
  record: { readonly [name in Name]?: string },
  names: readonly Name[],
): Readonly<Record<string, string>> {
  const picked: Record<string, string> = {}
  for (const name of names) {
    const text: string | undefined = record[name]
    if (text !== undefined) picked[name] = cut(text)
  }
  return picked
}

function cut(text: string): string {
  return text.slice(0, 200)
}
