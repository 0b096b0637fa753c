import { type ScanForecast } from '@windvane/model'
import { parsePortSpec } from './ports/parse-port-spec.ts'
import { type ProfileName, profiles, type ScanProfile } from './profile.ts'
import { resolveTarget } from './resolve/resolve-target.ts'
import { type Resolver, systemResolver } from './resolve/resolver.ts'
import { createScope, type Scope } from './scope/scope.ts'

/** The same as of a scan, as far as they change what it would do. */
export type ForecastOptions = {
  readonly ports?: string
  /** How many UDP ports the scan would ask. */
  readonly udpPorts?: number
  readonly profile?: ProfileName
  readonly scope?: Scope
  readonly resolver?: Resolver
  readonly addresses?: 'first' | 'all'
  readonly services?: boolean
  readonly deadlineMs?: number
  readonly signal?: AbortSignal
}

/**
 * Tells what a scan would do: which addresses, how many ports, packets and seconds, and whether the
 * scope allows it. Sends nothing but questions to name servers. Throws a `RangeError` on malformed
 * ports.
 */
export async function forecastScan(
  target: string,
  options: ForecastOptions = {},
): Promise<ScanForecast> {
  const { udpPorts = 0, services = true, deadlineMs = defaultDeadlineMs } = options
  const profile = profiles[options.profile ?? 'normal']
  const tcpPorts = parsePortSpec(options.ports ?? 'top1000').length
  const resolved = await resolveTarget(target, {
    resolver: options.resolver ?? systemResolver,
    scope: options.scope ?? createScope({ privateAddresses: 'refuse' }),
    addresses: options.addresses ?? 'first',
    signal: options.signal ?? new AbortController().signal,
  })
  const { addresses, refusal, failure } = resolved
  const scanned = addresses.filter(({ skipped }) => skipped === undefined).length
  const plan = { tcpPorts, udpPorts, profile, services }
  const each = estimateAddress(plan)
  const most = Math.min(each.seconds.most * scanned, deadlineMs / 1000)
  return {
    target,
    addresses,
    tcpPorts,
    udpPorts,
    profile: profile.name,
    packets: { least: each.packets.least * scanned, most: each.packets.most * scanned },
    seconds: {
      least: round(Math.min(each.seconds.least * scanned, most)),
      most: round(most),
    },
    ...judge(scanned, refusal ?? addresses[0]?.skipped ?? failure),
  }
}

const defaultDeadlineMs = 15 * 60 * 1000

type Plan = {
  readonly tcpPorts: number
  readonly udpPorts: number
  readonly profile: ScanProfile
  readonly services: boolean
}

/** A silent port is tried twice (RetryPolicy); a UDP port that is silent three times. */
const triesOfSilentTcp = 2
const triesOfSilentUdp = 3
/** While no port answers at all, whatever the profile would let through. */
const blindRatePerSecond = 1000
/** Of a host in the middle of the range no more is known beforehand: measured on usual servers. */
const usualServices = { packets: 800, seconds: { least: 1, most: 20 } }
/** What the last probes may still be waited for: two tries of the longest timeout. */
const lastTimeoutsSeconds = 3

function estimateAddress({ tcpPorts, udpPorts, profile, services }: Plan) {
  const usual = services ? usualServices : { packets: 0, seconds: { least: 0, most: 0 } }
  const { answeringRatePerSecond, silentRatePerSecond } = profile.sweep
  const silentRate = Math.min(silentRatePerSecond, blindRatePerSecond)
  const silentPackets = tcpPorts * triesOfSilentTcp + udpPorts * triesOfSilentUdp
  return {
    packets: {
      least: tcpPorts + udpPorts + usual.packets,
      most: silentPackets + usual.packets,
    },
    seconds: {
      least: tcpPorts / answeringRatePerSecond + usual.seconds.least,
      most: silentPackets / silentRate + lastTimeoutsSeconds + usual.seconds.most,
    },
  }
}

function judge(
  scanned: number,
  reason: string | undefined,
): Pick<ScanForecast, 'verdict' | 'reason'> {
  if (scanned > 0) return { verdict: 'allowed' }
  return { verdict: 'refused', reason: reason ?? 'no address may be scanned' }
}

/** Tenths are as much as can be foreseen. */
function round(seconds: number): number {
  return Math.round(seconds * 10) / 10
}
