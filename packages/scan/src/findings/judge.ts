import {
  type FindingRecord,
  type HostRecord,
  type HttpRecord,
  type ServiceRecord,
  type TlsEndpointRecord,
  type Transport,
} from '@windvane/model'
import { type FindingDefinition } from './define-finding.ts'
import { findings } from './index.ts'

/** What is to be told of a service. */
export function judgeService(service: ServiceRecord): readonly FindingRecord[] {
  return judge(service, ({ ofService }) => ofService?.(service))
}

/** What is to be told of the TLS of a port. */
export function judgeTls(endpoint: TlsEndpointRecord): readonly FindingRecord[] {
  const place = { ...endpoint, transport: 'tcp' as const }
  return judge(place, ({ ofTls }) => ofTls?.(endpoint))
}

/** What is to be told of a web server. */
export function judgeHttp(http: HttpRecord): readonly FindingRecord[] {
  return judge({ ...http, transport: 'tcp' }, ({ ofHttp }) => ofHttp?.(http))
}

/** What is to be told of a host as a whole. */
export function judgeHost(host: HostRecord): readonly FindingRecord[] {
  return judge(host, ({ ofHost }) => ofHost?.(host))
}

type Place = {
  readonly address: string
  readonly port?: number
  readonly transport?: Transport
}

const evidenceCharacters = 500

function judge(
  { address, port, transport }: Place,
  look: (definition: FindingDefinition) => string | undefined,
): readonly FindingRecord[] {
  return findings.flatMap((definition) => {
    const evidence = look(definition)
    if (evidence === undefined) return []
    const { id, title, severity, description } = definition
    return [
      {
        id,
        title,
        severity,
        address,
        ...(port === undefined ? {} : { port }),
        ...(transport === undefined ? {} : { transport }),
        evidence: evidence.slice(0, evidenceCharacters),
        description,
      },
    ]
  })
}
