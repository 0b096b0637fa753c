import { createHash } from 'node:crypto'

import { type ExchangeRecord, type ServiceRecord } from '@windvane/model'

import { type Exchange } from './dialogue-conversation.ts'
import { identifySoftware } from './identify/identify-software.ts'
import { portNames } from './port-names.ts'
import { printable } from './printable.ts'
import { type ProbeOutcome } from './probe-outcome.ts'
import { toPlainJson } from './to-plain-json.ts'

/** What the race of a port came to. */
export type RaceResult = {
  readonly outcome: ProbeOutcome | undefined
  /** What the server said unasked, when no detector knew it. */
  readonly greeting: Buffer
}

const keptBytes = 4096

/** Letters, digits, hyphens and dots (RFC 1123 2.1); a service may claim anything. */
const hostPattern = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i

/** Writes down what a port turned out to be. */
export function toServiceRecord(
  place: { readonly address: string; readonly port: number },
  { outcome, greeting }: RaceResult,
): ServiceRecord {
  const { address, port } = place
  if (!outcome) return toUnknownRecord(place, greeting)
  const { match, detector, method, tunnel, exchanges } = outcome
  const first = exchanges.find(({ received }) => received.length > 0)
  return {
    address,
    port,
    transport: 'tcp',
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
  { address, port }: { readonly address: string; readonly port: number },
  greeting: Buffer,
): ServiceRecord {
  const usual = portNames[port]
  return {
    address,
    port,
    transport: 'tcp',
    name: usual ?? 'unknown',
    tunnel: 'none',
    cpe: [],
    software: [],
    ...toBanner(greeting, greeting.length > keptBytes),
    method: 'port',
    confidence: usual === undefined ? 0 : 20,
    detector: 'port-names',
    evidence: greeting.length > 0 ? 'unknown greeting' : 'no answer to any probe',
    extra: {},
    exchanges: [],
    seenAt: new Date().toISOString(),
  }
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

function toExchangeRecord({ sent, received, end, isTruncated }: Exchange): ExchangeRecord {
  return {
    sent: sent.subarray(0, keptBytes).toString('base64'),
    received: received.toString('base64'),
    end,
    isTruncated,
  }
}
