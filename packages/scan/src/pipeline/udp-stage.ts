import { type FailureRecord, type PortRecord, type ScanEvent } from '@windvane/model'
import { type Budget } from '../budget/budget.ts'
import { type SharedPace } from '../budget/shared-pace.ts'
import { detectors } from '../detectors/index.ts'
import { judgeService } from '../findings/judge.ts'
import { type Scope } from '../scope/scope.ts'
import { DatagramPace } from '../udp/datagram-pace.ts'
import { sweepUdp, type UdpSweepOutcome } from '../udp/sweep-udp.ts'
import { type UdpProfile } from '../udp/udp-profile.ts'
import { type HostFacts } from './host-facts.ts'

/** What the UDP stage works with, and whom it tells. */
export type UdpStageOptions = {
  readonly addresses: readonly string[]
  readonly ports: readonly number[]
  readonly profile: UdpProfile
  readonly scope: Scope
  readonly budget: Budget
  readonly shared: SharedPace | undefined
  readonly serverName: string | null
  readonly userAgent: string | undefined
  /** Whether services are told besides ports. */
  readonly isNaming: boolean
  readonly facts: ReadonlyMap<string, HostFacts>
  readonly signal: AbortSignal
  readonly onPort: (port: PortRecord) => void
  readonly onProgress: (done: number, total: number) => void
  readonly emit: (event: ScanEvent) => void
}

/** Asks the UDP ports of all addresses at the pace of one target. Never rejects. */
export async function runUdpStage(options: UdpStageOptions): Promise<readonly UdpSweepOutcome[]> {
  const { addresses, ports, profile, facts, shared, isNaming, emit } = options
  const pace = new DatagramPace(profile.datagramsPerSecond, shared)
  const total = addresses.length * ports.length
  let [judged, toldAt] = [0, 0]
  const onJudged = () => {
    judged += 1
    const now = performance.now()
    if (judged < total && now - toldAt < progressIntervalMs) return
    toldAt = now
    options.onProgress(judged, total)
  }
  const onFailure = (failure: FailureRecord) => emit({ kind: 'failure', failure })
  const sweeps = addresses.map(async (address) => {
    const outcome = await sweepUdp({
      ...options,
      address,
      detectors,
      pace,
      knownRttMs: () => facts.get(address)?.rttMs,
      random: Math.random,
      onService: (service) => {
        if (!isNaming) return
        emit({ kind: 'service', service })
        for (const finding of judgeService(service)) emit({ kind: 'finding', finding })
        facts.get(address)?.noteService(service)
      },
      onFailure,
      onJudged,
    })
    // Programs answer later than the network: their times are not the host's round-trip time.
    const { answered } = outcome
    facts.get(address)?.noteSweep({ answered, srttMs: undefined, isAllOpen: false })
    return outcome
  })
  return await Promise.all(sweeps)
}

const progressIntervalMs = 100
