import { X509Certificate } from 'node:crypto'
import { type TlsEndpointRecord, type TlsFeatures, type TlsVersionRecord } from '@windvane/model'
import { type TlsTarget } from '../../service/service-port.ts'
import { askPrime } from '../enumerate/ask-prime.ts'
import { askSsl2 } from '../enumerate/ask-ssl2.ts'
import { enumerateAlpn, readAlpn } from '../enumerate/enumerate-alpn.ts'
import { enumerateGroups, type GroupOptions } from '../enumerate/enumerate-groups.ts'
import { enumerateSuites } from '../enumerate/enumerate-suites.ts'
import { askFallback, askFeatures } from '../features/ask-features.ts'
import { askResumption, type ResumptionFacts } from '../features/ask-resumption.ts'
import { takeJarm } from '../fingerprint/jarm.ts'
import { type ShakeVersion } from '../handshake/shake-hands.ts'
import { findCertificateGroup } from '../registry/certificate-curves.ts'
import { type RecordVersion } from '../wire/protocol-version.ts'
import { type AgreedFlight, type Answer, readGroup } from './answer.ts'
import { compareAddresses } from './compare-addresses.ts'
import { type Line } from './line.ts'
import { negotiate } from './negotiate.ts'
import { type Opening } from './open-interview.ts'

/** Everything that was asked after the opening. */
export type Interview = {
  /** SSL 2.0 first. */
  readonly versions: readonly TlsVersionRecord[]
  readonly groups: readonly number[]
  readonly alpn: readonly string[]
  readonly features: TlsFeatures
  readonly dh: TlsEndpointRecord['dh']
  readonly whole: ResumptionFacts
  /** What is served without SNI; absent when the target has no name. */
  readonly unnamed: Answer | undefined
  readonly jarm: string | undefined
  readonly otherAddresses: TlsEndpointRecord['otherAddresses']
}

/** Asks everything else side by side; each question has a connection of its own. */
export async function conductInterview(
  line: Line,
  target: TlsTarget,
  opening: Opening,
): Promise<Interview> {
  const { newest, newestOld, flight, client } = opening
  const { serverName, address, others } = target
  const leaf = flight?.certificates?.[0]
  const known = flight && readAlpn(flight)
  const [
    versions,
    groups,
    alpn,
    whole,
    features,
    fallback,
    dh,
    unnamed,
    ssl2,
    jarm,
    otherAddresses,
  ] = await Promise.all([
    opening.records ?? Promise.all(opening.versions.map(enumerateSuites)),
    enumerateGroups(line, { newest, newestOld, ...readAgreed(flight) }),
    enumerateAlpn(line, { version: newest, known: known === undefined ? [] : [known] }),
    askWhole(line, target, opening),
    newestOld && askFeatures(line, newestOld),
    askFallbackBelow(line, opening),
    newestOld && askPrime(line, newestOld),
    serverName === null ? undefined : negotiate(line, { ...client, serverName: null }),
    askSsl2(line),
    takeJarm(line, serverName ?? address),
    compareAddresses(line, { others, leaf, client }),
  ])
  return {
    versions: [ssl2, ...versions],
    groups,
    alpn,
    features: {
      ...features,
      ...whole.features,
      ...(fallback === undefined ? {} : { fallbackScsv: fallback }),
    },
    dh,
    whole,
    unnamed,
    jarm,
    otherAddresses,
  }
}

function readAgreed(
  flight: AgreedFlight | undefined,
): Pick<GroupOptions, 'agreed' | 'certificateCurve'> {
  return {
    agreed: flight && readGroup(flight),
    certificateCurve: curveOf(flight?.certificates?.[0]),
  }
}

function curveOf(leaf: Buffer | undefined): number | undefined {
  try {
    const details = leaf && new X509Certificate(leaf).publicKey.asymmetricKeyDetails
    return findCertificateGroup(details?.namedCurve)
  } catch {
    // A certificate or a key that OpenSSL does not know throws.
    return undefined
  }
}

/** Node's OpenSSL does not speak SSL 3.0. */
async function askWhole(
  line: Line,
  { trustAnchors }: TlsTarget,
  { newest, newestOld }: Opening,
): Promise<ResumptionFacts> {
  return await askResumption(line, {
    newest: toShakeVersion(newest),
    newestOld: toShakeVersion(newestOld),
    trustAnchors,
  })
}

function toShakeVersion(version: RecordVersion | undefined): ShakeVersion | undefined {
  return version === 'SSLv3' ? undefined : version
}

/** Only a server of several versions has one to fall back to. */
async function askFallbackBelow(
  line: Line,
  { versions, newest }: Opening,
): Promise<boolean | undefined> {
  const spoken = versions.filter(({ choice }) => typeof choice === 'object')
  const below = spoken.findLast(({ version }) => version !== newest)
  return below && (await askFallback(line, below.version))
}
