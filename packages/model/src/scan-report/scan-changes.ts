import { type PortState, type Transport } from './port-record.ts'

/** What differs from the scan of the same target before; each list at most 1,000 long. */
export type ScanChanges = {
  /** The scan compared with; absent when there was none, and then nothing has changed. */
  readonly since?: { readonly id: string; readonly finishedAt: string }
  /** Ports open now that the scan before tried and did not find open. */
  readonly opened: readonly PortPlace[]
  /** Ports open before that this scan tried and did not find open, as it found them. */
  readonly closed: readonly (PortPlace & { readonly state: PortState })[]
  /** Services that call themselves something else. What was merely not learned again is no change. */
  readonly services: readonly (PortPlace & {
    readonly before: ServiceIdentity
    readonly after: ServiceIdentity
  })[]
  /** Ports that serve a certificate they did not serve before, as SHA-256 of the leaves. */
  readonly certificates: readonly (PortPlace & {
    readonly before: readonly string[]
    readonly after: readonly string[]
  })[]
}

export type PortPlace = {
  readonly address: string
  readonly port: number
  readonly transport: Transport
}

export type ServiceIdentity = {
  readonly name: string
  readonly product?: string
  readonly version?: string
}
