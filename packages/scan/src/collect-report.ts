import {
  type AddressRecord,
  type FailureRecord,
  type PortRecord,
  type ScanEvent,
  type ScanReport,
  type ScanSummary,
  type ServiceRecord,
  type TlsRecord,
} from '@windvane/model'

/**
 * Collects the events of a scan into its report. Open ports are kept, and filtered ones for which a
 * reason was told; closed and silent ports are counted only. Rejects when the events end without
 * `done`.
 */
export async function collectReport(
  target: string,
  events: AsyncIterable<ScanEvent>,
): Promise<ScanReport> {
  const collector = new Collector()
  for await (const event of events) collector.add(event)
  return collector.toReport(target)
}

// One address has no more ports; failures are capped because a hostile target causes them at will.
const maxPorts = 65_535
const maxFailures = 1000

type Endpoint = { readonly address: string; readonly port: number }

class Collector {
  #addresses: readonly AddressRecord[] = []
  #summary: ScanSummary | undefined
  readonly #ports: PortRecord[] = []
  readonly #services: ServiceRecord[] = []
  readonly #tls: TlsRecord[] = []
  readonly #failures: FailureRecord[] = []

  add(event: ScanEvent): void {
    switch (event.kind) {
      case 'resolved':
        this.#addresses = event.addresses
        break
      case 'port':
        if (isTelling(event.port) && this.#ports.length < maxPorts) this.#ports.push(event.port)
        break
      case 'service':
        this.#services.push(event.service)
        break
      case 'tls':
        this.#tls.push(event.tls)
        break
      case 'failure':
        if (this.#failures.length < maxFailures) this.#failures.push(event.failure)
        break
      case 'done':
        this.#summary = event.summary
        break
      case 'progress':
    }
  }

  toReport(target: string): ScanReport {
    if (this.#summary === undefined) throw new Error('Cannot report a scan that did not end')
    return {
      target,
      addresses: this.#addresses,
      ports: this.#inOrder(this.#ports),
      services: this.#inOrder(this.#services),
      tls: this.#tls,
      failures: this.#failures,
      summary: this.#summary,
    }
  }

  /** By address, as the target resolved to them, and by port. */
  #inOrder<Item extends Endpoint>(items: readonly Item[]): readonly Item[] {
    const rank = new Map(this.#addresses.map(({ address }, index) => [address, index]))
    const rankOf = ({ address }: Item) => rank.get(address) ?? 0
    return items.toSorted((a, b) => rankOf(a) - rankOf(b) || a.port - b.port)
  }
}

function isTelling({ state, reason }: PortRecord): boolean {
  return state === 'open' || (state === 'filtered' && reason !== 'no-response')
}
