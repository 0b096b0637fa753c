import { type TlsEndpointRecord } from '@windvane/model'
import { type TlsTarget } from '../service/service-port.ts'
import { coversName } from './certificate/covers-name.ts'
import { describeChain } from './certificate/describe-chain.ts'
import { describeIssuers } from './certificate/describe-issuers.ts'
import { judgeTrust } from './certificate/judge-trust.ts'
import { readCertificate } from './certificate/read-certificate.ts'
import { readOcspResponse } from './certificate/read-ocsp-response.ts'
import { readTimestampExtension, readTimestamps } from './certificate/read-timestamps.ts'
import { type TrustStore } from './certificate/trust-store.ts'
import { readAlpn } from './enumerate/enumerate-alpn.ts'
import { hashJa3s } from './fingerprint/ja3s.ts'
import { listExtensions } from './handshake/server-flight.ts'
import { type AgreedFlight, readGroup } from './interview/answer.ts'
import { type Interview } from './interview/conduct-interview.ts'
import { type Opening } from './interview/open-interview.ts'
import { gradeTls } from './judge/grade.ts'
import { findMozillaProfile } from './judge/mozilla-profile.ts'
import { findSuite } from './registry/cipher-suites.ts'
import { nameGroup, toGroupRecord } from './registry/named-groups.ts'
import { timestampsId } from './to-certificate-record.ts'
import { extensionTypes } from './wire/extension.ts'
import { nameVersion } from './wire/protocol-version.ts'
import { findExtension } from './wire/server-hello.ts'

/** What an examination came to. */
export type Examination = Pick<TlsEndpointRecord, 'connections' | 'durationMs' | 'isComplete'> & {
  readonly opening: Opening
  readonly interview: Interview
  readonly store: TrustStore
}

type EndpointFacts = Omit<TlsEndpointRecord, 'grade' | 'mozillaProfile'>

/** Writes down what was found out about a port, with the verdicts over it. */
export function describeEndpoint(target: TlsTarget, examination: Examination): TlsEndpointRecord {
  const facts = describeFacts(target, examination)
  return { ...facts, grade: gradeTls(facts), mozillaProfile: findMozillaProfile(facts) }
}

function describeFacts(target: TlsTarget, examination: Examination): EndpointFacts {
  const { address, port, tunnel, protocol, serverName } = target
  const { opening, interview, connections, durationMs, isComplete } = examination
  const { flight } = opening
  const { versions, groups, alpn, features, dh, jarm, otherAddresses } = interview
  return {
    address,
    port,
    tunnel,
    ...(protocol === undefined ? {} : { protocol }),
    serverName,
    versions,
    ...(flight ? { negotiated: describeNegotiated(flight) } : {}),
    groups: groups.map(toGroupRecord),
    alpn,
    ...(dh ? { dh } : {}),
    features,
    ...describeProof(flight),
    ...describeRequest(flight, interview),
    ...describeChains(target, examination),
    otherAddresses,
    ...(jarm === undefined ? {} : { jarm }),
    ...(flight ? { ja3s: hashJa3s(flight.hello) } : {}),
    connections,
    durationMs,
    isComplete,
  }
}

function describeNegotiated(flight: AgreedFlight): NonNullable<TlsEndpointRecord['negotiated']> {
  const { hello } = flight
  const group = readGroup(flight)
  const alpn = readAlpn(flight)
  return {
    version: nameVersion(hello.version) ?? hello.version.toString(16),
    cipher: findSuite(hello.suite)?.name ?? hello.suite.toString(16),
    ...(group === undefined ? {} : { group: nameGroup(group) }),
    ...(alpn === undefined ? {} : { alpn }),
  }
}

/** The staple, and the timestamps from wherever they came. */
function describeProof(
  flight: AgreedFlight | undefined,
): Pick<EndpointFacts, 'ocspStaple' | 'scts'> {
  const leaf = flight?.certificates?.[0]
  if (!flight || !leaf) return { scts: [] }
  const { serial, extensions } = readCertificate(leaf)
  const { ocspResponse } = flight
  const ocsp = ocspResponse && readOcspResponse(ocspResponse, serial)
  const inHandshake =
    flight.timestamps ?? findExtension(listExtensions(flight), extensionTypes.certificateTimestamps)
  return {
    ...(ocsp ? { ocspStaple: ocsp.staple } : {}),
    scts: [
      ...readTimestampExtension(extensions.get(timestampsId), 'certificate'),
      ...readTimestamps(inHandshake, 'handshake'),
      ...(ocsp?.timestamps ?? []),
    ],
  }
}

function describeRequest(
  flight: AgreedFlight | undefined,
  { whole }: Interview,
): Pick<EndpointFacts, 'clientCertificate'> {
  if (!flight?.certificateRequest) return {}
  const demand = whole.isAdmitted === false ? 'required' : 'requested'
  const acceptedIssuers = describeIssuers(flight.certificateRequest.issuers)
  return { clientCertificate: { demand, acceptedIssuers } }
}

type Chains = Pick<EndpointFacts, 'chains' | 'trust' | 'matchesName' | 'daysLeft'>

const dayMs = 86_400_000

function describeChains({ serverName }: TlsTarget, examination: Examination): Chains {
  const { opening, interview, store } = examination
  const main = opening.flight?.certificates ?? []
  const { unnamed } = interview
  const other = unnamed?.kind === 'agreed' ? unnamed.flight.certificates : undefined
  const chain = describeChain(main, store)
  const [leaf] = main
  const [record] = chain.certificates
  return {
    chains: {
      ...(serverName === null || !leaf ? {} : { named: chain }),
      ...(serverName === null && leaf ? { default: chain } : {}),
      ...(other && !isSameChain(main, other) ? { default: describeChain(other, store) } : {}),
      ...(leaf && unnamed?.kind === 'refused' ? { isServerNameRequired: true } : {}),
    },
    trust: judgeTrust(main, store, interview.whole.trustError),
    ...(serverName === null || !leaf ? {} : { matchesName: coversName(leaf, serverName) }),
    ...(record ? { daysLeft: Math.floor((Date.parse(record.notAfter) - Date.now()) / dayMs) } : {}),
  }
}

function isSameChain(one: readonly Buffer[], other: readonly Buffer[]): boolean {
  return (
    one.length === other.length &&
    one.every((certificate, index) => other[index]?.equals(certificate))
  )
}
