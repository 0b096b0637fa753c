import {
  type HostRecord,
  type HttpRecord,
  type ServiceRecord,
  type Severity,
  type TlsEndpointRecord,
} from '@windvane/model'

/** Something worth telling an owner, and how it is told from what was recorded. Does no I/O. */
export type FindingDefinition = {
  readonly id: string
  readonly title: string
  readonly severity: Severity
  /** What it means and what to do. */
  readonly description: string
  /** Each returns the evidence in one line, or undefined where there is nothing to tell. */
  readonly ofService?: (service: ServiceRecord) => string | undefined
  readonly ofTls?: (endpoint: TlsEndpointRecord) => string | undefined
  readonly ofHttp?: (http: HttpRecord) => string | undefined
  readonly ofHost?: (host: HostRecord) => string | undefined
}

/** Defines a finding. */
export function defineFinding(definition: FindingDefinition): FindingDefinition {
  return Object.freeze(definition)
}
