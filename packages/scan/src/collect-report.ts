import {
  type FailureRecord,
  type FindingRecord,
  type PortRecord,
  type ScanEvent,
  type ScanReport,
} from '@windvane/model'

/**
 * Collects the events of a scan into its report; a later record of a place replaces an earlier one.
 * Rejects when the events end without `done`.
 */
export async function collectReport(
  target: string,
  events: AsyncIterable<ScanEvent>,
): Promise<ScanReport> {
  const collector = new ReportCollector(target)
  for await (const event of events) collector.add(event)
  return collector.toReport()
}

// One address has no more ports; failures are capped because a hostile target causes them at will.
const maxPorts = 65_535
const maxFailures = 1000
const maxTlsRecords = 2000

type Endpoint = { readonly address: string; readonly port?: number }

class ReportCollector {
  readonly #target: string
  #resolved: Pick<ScanReport, 'addresses' | 'resolution'> = { addresses: [] }
  #groups: ScanReport['portGroups'] = []
  #summary: ScanReport['summary'] | undefined
  readonly #ports = new Map<string, PortRecord>()
  readonly #services = new Map<string, ScanReport['services'][number]>()
  readonly #tls: ScanReport['tls'][number][] = []
  readonly #tlsEndpoints = new Map<string, ScanReport['tlsEndpoints'][number]>()
  readonly #http = new Map<string, ScanReport['http'][number]>()
  readonly #hosts = new Map<string, ScanReport['hosts'][number]>()
  readonly #findings = new Map<string, FindingRecord>()
  readonly #failures: FailureRecord[] = []

  constructor(target: string) {
    this.#target = target
  }

  add(event: ScanEvent): void {
    switch (event.kind) {
      case 'resolved':
        return this.#resolve(event)
      case 'port':
        return this.#addPort(event.port)
      case 'port-groups':
        this.#groups = event.groups
        return
      case 'service':
        this.#services.set(toKey(event.service), event.service)
        return
      case 'tls':
        if (this.#tls.length < maxTlsRecords) this.#tls.push(event.tls)
        return
      case 'tls-endpoint':
        this.#tlsEndpoints.set(toKey(event.endpoint), event.endpoint)
        return
      case 'http':
        this.#http.set(toKey(event.http), event.http)
        return
      case 'host':
        this.#hosts.set(event.host.address, event.host)
        return
      case 'finding':
        this.#findings.set(`${event.finding.id} ${toKey(event.finding)}`, event.finding)
        return
      case 'failure':
        if (this.#failures.length < maxFailures) this.#failures.push(event.failure)
        return
      case 'done':
        this.#summary = event.summary
        return
      case 'progress':
    }
  }

  toReport(): ScanReport {
    if (this.#summary === undefined) throw new Error('Cannot report a scan that did not end')
    return {
      target: this.#target,
      ...this.#resolved,
      hosts: this.#inOrder(this.#hosts),
      ports: this.#inOrder(this.#ports),
      portGroups: this.#groups,
      services: this.#inOrder(this.#services),
      tls: this.#tls,
      tlsEndpoints: this.#inOrder(this.#tlsEndpoints),
      http: this.#inOrder(this.#http),
      findings: this.#inOrder(this.#findings).toSorted(
        (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
      ),
      failures: this.#failures,
      summary: this.#summary,
    }
  }

  #resolve({ addresses, resolution }: Extract<ScanEvent, { kind: 'resolved' }>): void {
    this.#resolved = { addresses, ...(resolution === undefined ? {} : { resolution }) }
  }

  #addPort(port: PortRecord): void {
    if (this.#ports.size < maxPorts) this.#ports.set(toKey(port), port)
  }

  /** By address, as the target resolved to them, and by port. */
  #inOrder<Item extends Endpoint>(items: ReadonlyMap<string, Item>): readonly Item[] {
    const addresses = this.#resolved.addresses.map(({ address }) => address)
    const rankOf = ({ address }: Item) => addresses.indexOf(address)
    return [...items.values()].toSorted(
      (a, b) => rankOf(a) - rankOf(b) || (a.port ?? 0) - (b.port ?? 0),
    )
  }
}

const severities: readonly FindingRecord['severity'][] = [
  'critical',
  'high',
  'medium',
  'low',
  'info',
]

function toKey(place: Endpoint & { readonly transport?: string }): string {
  return `${place.address} ${place.port ?? ''} ${place.transport ?? ''}`
}
