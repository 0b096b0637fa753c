import { type AddressRecord, type ResolutionRecord } from './address-record.ts'
import { type FindingRecord } from './finding-record.ts'
import { type HostRecord } from './host-record.ts'
import { type HttpRecord } from './http-record.ts'
import { type PortGroup, type PortRecord } from './port-record.ts'
import { type ScanChanges } from './scan-changes.ts'
import { type ScanSummary, type StageName } from './scan-summary.ts'
import { type ServiceRecord } from './service-record.ts'
import { type TlsEndpointRecord, type TlsRecord } from './tls-record.ts'

/** A failure is data: what was tried, where, and why it gave nothing. */
export type FailureRecord = {
  readonly stage: StageName
  readonly address?: string
  readonly port?: number
  readonly detector?: string
  readonly message: string
}

/**
 * What a scan tells while it runs, in order of happening. A later record of the same place replaces
 * an earlier one. `done` is the last.
 */
export type ScanEvent =
  | {
      readonly kind: 'resolved'
      readonly addresses: readonly AddressRecord[]
      readonly resolution?: ResolutionRecord
    }
  | {
      readonly kind: 'progress'
      readonly stage: StageName
      readonly done: number
      readonly total: number
    }
  | { readonly kind: 'port'; readonly port: PortRecord }
  | { readonly kind: 'port-groups'; readonly groups: readonly PortGroup[] }
  | { readonly kind: 'service'; readonly service: ServiceRecord }
  | { readonly kind: 'tls'; readonly tls: TlsRecord }
  | { readonly kind: 'tls-endpoint'; readonly endpoint: TlsEndpointRecord }
  | { readonly kind: 'http'; readonly http: HttpRecord }
  | { readonly kind: 'host'; readonly host: HostRecord }
  | { readonly kind: 'finding'; readonly finding: FindingRecord }
  | { readonly kind: 'failure'; readonly failure: FailureRecord }
  | { readonly kind: 'done'; readonly summary: ScanSummary }

/** The whole of a scan (scan.md 3: union of what Censys, Shodan, nmap and zgrab2 record). */
export type ScanReport = {
  readonly target: string
  readonly addresses: readonly AddressRecord[]
  readonly resolution?: ResolutionRecord
  readonly hosts: readonly HostRecord[]
  /** Open ports, and others whose verdict was worth a record. */
  readonly ports: readonly PortRecord[]
  /** All the others. */
  readonly portGroups: readonly PortGroup[]
  readonly services: readonly ServiceRecord[]
  readonly tls: readonly TlsRecord[]
  readonly tlsEndpoints: readonly TlsEndpointRecord[]
  readonly http: readonly HttpRecord[]
  readonly findings: readonly FindingRecord[]
  readonly failures: readonly FailureRecord[]
  /** Against the scan before; only where scans are kept. */
  readonly changes?: ScanChanges
  readonly summary: ScanSummary
}
