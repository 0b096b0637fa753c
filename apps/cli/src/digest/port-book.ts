import {
  type CertificateRecord,
  type FindingRecord,
  type HttpRecord,
  type PortRecord,
  type ScanEvent,
  type ScanReport,
  type ServiceRecord,
  type TlsEndpointRecord,
  type TlsRecord,
} from '@windvane/model'

/** A port and everything that was recorded of it. */
export type PortRow = {
  readonly port: PortRecord
  readonly service?: ServiceRecord
  readonly tls?: TlsRecord
  readonly endpoint?: TlsEndpointRecord
  readonly http?: HttpRecord
  readonly findings: readonly FindingRecord[]
}

/** Gathers the events of a scan by port. */
export class PortBook {
  readonly #rows = new Map<string, PortRow>()
  #addresses: readonly string[] = []
  #sorted: readonly PortRow[] | undefined = []

  static of(report: ScanReport): PortBook {
    const book = new PortBook()
    for (const event of toEvents(report)) book.take(event)
    return book
  }

  take(event: ScanEvent): void {
    switch (event.kind) {
      case 'resolved':
        this.#addresses = event.addresses.map(({ address }) => address)
        return
      case 'port':
        return this.#change(event.port, { port: event.port })
      case 'service':
        return this.#change(event.service, { service: event.service })
      case 'tls':
        return this.#addTls(event.tls)
      case 'tls-endpoint':
        return this.#change(event.endpoint, { endpoint: event.endpoint })
      case 'http':
        return this.#change(event.http, { http: event.http })
      case 'finding':
        return this.#addFinding(event.finding)
      case 'progress':
      case 'port-groups':
      case 'host':
      case 'failure':
      case 'done':
    }
  }

  /** Every port on record, by address as the target resolved, then by number. */
  rows(): readonly PortRow[] {
    this.#sorted ??= [...this.#rows.values()].toSorted(
      ({ port: a }, { port: b }) =>
        this.#addresses.indexOf(a.address) - this.#addresses.indexOf(b.address) ||
        a.port - b.port ||
        a.transport.localeCompare(b.transport),
    )
    return this.#sorted
  }

  /** The handshake with a name tells more than the one without. */
  #addTls(tls: TlsRecord): void {
    const known = this.#rows.get(toKey(tls))?.tls
    if (known === undefined || known.serverName === null) this.#change(tls, { tls })
  }

  #addFinding(finding: FindingRecord): void {
    const { port, id } = finding
    if (port === undefined) return
    const place = { ...finding, port }
    const others = (this.#rows.get(toKey(place))?.findings ?? []).filter((known) => known.id !== id)
    this.#change(place, { findings: [...others, finding] })
  }

  #change(place: Place, change: Partial<PortRow>): void {
    const key = toKey(place)
    const row = this.#rows.get(key)
    const port = change.port ?? row?.port
    if (port === undefined) return
    this.#rows.set(key, { findings: [], ...row, ...change, port })
    this.#sorted = undefined
  }
}

type Place = {
  readonly address: string
  readonly port: number
  readonly transport?: PortRecord['transport']
}

function toKey({ address, port, transport = 'tcp' }: Place): string {
  return `${address} ${port} ${transport}`
}

function* toEvents(report: ScanReport): Iterable<ScanEvent> {
  yield { kind: 'resolved', addresses: report.addresses }
  for (const port of report.ports) yield { kind: 'port', port }
  for (const service of report.services) yield { kind: 'service', service }
  for (const tls of report.tls) yield { kind: 'tls', tls }
  for (const endpoint of report.tlsEndpoints) yield { kind: 'tls-endpoint', endpoint }
  for (const http of report.http) yield { kind: 'http', http }
  for (const finding of report.findings) yield { kind: 'finding', finding }
}

/** The leaf that a port serves to who asks for the scanned name. */
export function findLeaf({ endpoint, tls }: Omit<PortRow, 'port'>): CertificateRecord | undefined {
  const chain = endpoint?.chains.named ?? endpoint?.chains.default
  return chain?.certificates[0] ?? tls?.chain[0]
}
