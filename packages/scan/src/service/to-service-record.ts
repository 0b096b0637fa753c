import { createHash } from 'node:crypto'

import { type ExchangeRecord, type ServiceRecord, type Transport } from '@windvane/model'

import { type Exchange } from './dialogue-conversation.ts'
import { identifySoftware } from './identify/identify-software.ts'
import { portNames } from './port-names.ts'
import { printable } from './printable.ts'
import { type ProbeOutcome } from './probe-outcome.ts'
import { toPlainJson } from './to-plain-json.ts'
import { udpPortNames } from './udp-port-names.ts'

/** What the race of a port came to. */
export type RaceResult = {
  readonly outcome: ProbeOutcome | undefined
  /** What the server said unasked, when no detector knew it. */
  readonly greeting: Buffer
  /** Whether more than the greeting was received; told by its length unless said. */
  readonly isGreetingTruncated?: boolean
}

const keptBytes = 4096

/** Letters, digits, hyphens and dots (RFC 1123 2.1); a service may claim anything. */
const hostPattern = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i

/** Which port is written down; TCP unless told. */
export type ServicePlace = {
  readonly address: string
  readonly port: number
  readonly transport?: Transport
}

/** Writes down what a port turned out to be. */
export function toServiceRecord(place: ServicePlace, race: RaceResult): ServiceRecord {
  const { outcome } = race
  const { address, port, transport = 'tcp' } = place
  if (!outcome) return toUnknownRecord(place, race)
  const { match, detector, method, tunnel, exchanges } = outcome
  const first = exchanges.find(({ received }) => received.length > 0)
  return {
    address,
    port,
    transport,
    name: match.service,
    tunnel,
    ...identifySoftware(match.clues),
    ...(match.hostname && hostPattern.test(match.hostname) ? { hostname: match.hostname } : {}),
    ...(match.banner ? toBanner(match.banner) : toBanner(first?.received, first?.isTruncated)),
    method,
    confidence: match.confidence,
    detector,
    ...(match.isAuthRequired === undefined ? {} : { isAuthRequired: match.isAuthRequired }),
    ...(match.isAnonymousAllowed === undefined
      ? {}
      : { isAnonymousAllowed: match.isAnonymousAllowed }),
    evidence: printable(Buffer.from(match.evidence)).slice(0, 200),
    extra: toPlainJson(match.extra),
    exchanges: exchanges.slice(0, maxExchanges).map(toExchangeRecord),
    seenAt: new Date().toISOString(),
  }
}

/** A port that told nothing we understand is named by its number, and the record says so. */
function toUnknownRecord(
  { address, port, transport = 'tcp' }: ServicePlace,
  { greeting, isGreetingTruncated = greeting.length > keptBytes }: RaceResult,
): ServiceRecord {
  const usual = (transport === 'udp' ? udpPortNames : portNames)[port]
  return {
    address,
    port,
    transport,
    name: usual ?? 'unknown',
    tunnel: 'none',
    cpe: [],
    software: [],
    ...toBanner(greeting, isGreetingTruncated),
    method: 'port',
    confidence: usual === undefined ? 0 : 20,
    detector: 'port-names',
    evidence: toEvidence(transport, greeting),
    extra: {},
    exchanges: [],
    seenAt: new Date().toISOString(),
  }
}

function toEvidence(transport: Transport, greeting: Buffer): string {
  if (transport === 'udp') return greeting.length > 0 ? 'unknown answer' : 'empty answer'
  return greeting.length > 0 ? 'unknown greeting' : 'no answer to any probe'
}

type Banner = Pick<ServiceRecord, 'banner' | 'bannerRaw' | 'bannerSha256' | 'isBannerTruncated'>

function toBanner(bytes: Buffer | undefined, isTruncated = false): Banner {
  if (!bytes || bytes.length === 0) return {}
  const kept = bytes.subarray(0, keptBytes)
  return {
    banner: printable(kept),
    bannerRaw: kept.toString('base64'),
    bannerSha256: createHash('sha256').update(kept).digest('hex'),
    ...(isTruncated ? { isBannerTruncated: true } : {}),
  }
}

const maxExchanges = 24

function toExchangeRecord({ kind, sent, received, end, isTruncated }: Exchange): ExchangeRecord {
  return {
    ...(kind === 'exchange' ? {} : { kind }),
    sent: sent.subarray(0, keptBytes).toString('base64'),
    received: received.toString('base64'),
    end,
    isTruncated,
  }
}
