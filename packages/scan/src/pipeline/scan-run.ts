import {
  type FailureRecord,
  type PortRecord,
  type ScanEvent,
  type ScanSummary,
  type StageName,
} from '@windvane/model'
import { type Budget, createBudget } from '../budget/budget.ts'
import { createDeadline, type Deadline, isTimeUp } from '../budget/deadline.ts'
import { type SharedLimits } from '../budget/shared-pace.ts'
import { judgeHost } from '../findings/judge.ts'
import { type ExternalScanner } from '../portscan/external/external-scanner.ts'
import { type SweepOutcome } from '../portscan/sweep-ports.ts'
import { type ScanProfile } from '../profile.ts'
import { findNames } from '../resolve/find-names.ts'
import { findSourceAddress } from '../resolve/find-source-address.ts'
import { type Resolver } from '../resolve/resolver.ts'
import { type Scope } from '../scope/scope.ts'
import { type DetectService, type ExamineHttp, type ExamineTls } from '../service/service-port.ts'
import { type UdpSweepOutcome } from '../udp/sweep-udp.ts'
import { type Admit } from './admit-addresses.ts'
import { findAddresses, type FoundAddresses } from './find-addresses.ts'
import { HostFacts } from './host-facts.ts'
import { PortStages } from './port-stages.ts'
import { PortSweeps } from './port-sweeps.ts'
import { PortTally } from './port-tally.ts'
import { runUdpStage } from './udp-stage.ts'

/** A scan with everything decided: what, how hard, with which pieces, and whom it tells. */
export type ScanPlan = {
  readonly target: string
  readonly ports: readonly number[]
  readonly udpPorts: readonly number[]
  readonly profile: ScanProfile
  readonly scope: Scope
  readonly resolver: Resolver
  readonly addresses: 'first' | 'all'
  readonly admit: Admit | undefined
  readonly detectService: DetectService | undefined
  readonly examineTls: ExamineTls | undefined
  readonly examineHttp: ExamineHttp | undefined
  readonly trustAnchors: readonly string[]
  readonly userAgent: string | undefined
  readonly shared: SharedLimits | undefined
  /** An installed scanner that looks at the ports first; undefined: we do it alone. */
  readonly helper: ExternalScanner | undefined
  /** What the options said, for the record. */
  readonly options: ScanSummary['options']
  readonly deadlineMs: number
  readonly signal: AbortSignal
  readonly emit: (event: ScanEvent) => void
}

/** Runs a scan to its `done` event. Never rejects: what goes wrong is told as a failure. */
export async function runScan(plan: ScanPlan): Promise<void> {
  using deadline = createDeadline(plan.deadlineMs, plan.signal)
  const run = new ScanRun(plan, deadline)
  try {
    await run.execute()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    plan.emit({ kind: 'failure', failure: { stage: 'ports', message } })
  }
  plan.emit({ kind: 'done', summary: run.summarise() })
}

// The sweeps leave the services a share of the time, so that a slow target still gets named ports.
const sweepShare = 0.8
// Names come on the side; the end of a scan does not wait long for them.
const namesTimeoutMs = 2000

class ScanRun {
  readonly #plan: ScanPlan
  readonly #signal: AbortSignal
  readonly #startedAt = new Date()
  readonly #budget: Budget
  readonly #sweeps: PortSweeps
  readonly #tally = new PortTally()
  readonly #facts = new Map<string, HostFacts>()
  readonly #decisions: { at: string; text: string }[] = []
  #udpSweeps: readonly UdpSweepOutcome[] = []
  #udpPlanned = 0
  #stages: PortStages | undefined
  #sources: readonly string[] = []
  #isResolved = false
  #stopReason: string | undefined

  constructor(plan: ScanPlan, deadline: Deadline) {
    this.#plan = plan
    this.#signal = deadline.signal
    const { profile, shared } = plan
    const { connectionsPerSecond, connectionBurst: burst } = profile
    this.#budget = createBudget({ connectionsPerSecond, burst }, shared?.connections)
    this.#sweeps = new PortSweeps({
      ...plan,
      profile: profile.sweep,
      shared: shared?.probes,
      onPort: (port) => this.#tellPort(port),
      onProgress: (done, total) => this.#emitProgress('ports', done, total),
      onSwept: (address, outcome) => this.#noteSweep(address, outcome),
      onFailure: (failure) => this.#fail(failure),
    })
  }

  async execute(): Promise<void> {
    const found = await this.#findAddresses()
    if (found.stopReason !== undefined) {
      this.#stopReason = found.stopReason
      return
    }
    this.#sources = await findSources(found.wanted)
    const names = this.#lookUpNames(found.serverName)
    this.#stages = this.#createStages(found)
    await this.#sweepAll(found)
    this.#plan.emit({ kind: 'port-groups', groups: this.#tally.take() })
    await this.#stages?.idle()
    await names
    this.#tellHosts()
  }

  summarise(): ScanSummary {
    const { profile, options } = this.#plan
    const { planned, judged, portScan, pace } = this.#sweeps
    const udpJudged = this.#udpSweeps.reduce((total, sweep) => total + sweep.judged, 0)
    return {
      startedAt: this.#startedAt.toISOString(),
      endedAt: new Date().toISOString(),
      stopReason: this.#findStopReason(),
      completeness: toShare(judged + udpJudged, planned + this.#udpPlanned, 0),
      stages: {
        resolve: this.#isResolved ? 1 : 0,
        ports: toShare(judged, planned, 0),
        udp: toShare(udpJudged, this.#udpPlanned, 1),
        ...(this.#stages?.completeness() ?? { services: 1, tls: 1, http: 1 }),
      },
      engine: { name: 'windvane', version: engineVersion, portScan },
      profile: profile.name,
      options,
      sourceAddresses: this.#sources,
      counters: this.#count(),
      pace,
      decisions: this.#decisions,
    }
  }

  #count(): ScanSummary['counters'] {
    const { outcomes, planned } = this.#sweeps
    const sum = (of: (sweep: SweepOutcome | UdpSweepOutcome) => number) =>
      [...outcomes, ...this.#udpSweeps].reduce((total, sweep) => total + of(sweep), 0)
    const known = outcomes.find(({ srttMs }) => srttMs !== undefined)
    const { connections, bytes } = this.#budget.used
    return {
      ports: planned + this.#udpPlanned,
      sent: sum(({ sent }) => sent),
      answered: sum(({ answered }) => answered),
      retries: sum(({ retries }) => retries),
      ...(known?.loss === undefined ? {} : { loss: toThousandths(known.loss) }),
      ...(known?.srttMs === undefined ? {} : { srttMs: toThousandths(known.srttMs) }),
      ...(known?.rttvarMs === undefined ? {} : { rttvarMs: toThousandths(known.rttvarMs) }),
      connections,
      bytesRead: bytes,
    }
  }

  #findStopReason(): string {
    if (isTimeUp(this.#signal)) return 'deadline'
    if (this.#signal.aborted) return 'cancelled'
    return this.#stopReason ?? 'complete'
  }

  async #findAddresses(): Promise<FoundAddresses> {
    const { target, emit } = this.#plan
    this.#emitProgress('resolve', 0, 1)
    const found = await findAddresses(target, { ...this.#plan, signal: this.#signal })
    const { addresses, resolution, trouble, wanted } = found
    emit({ kind: 'resolved', addresses, ...(resolution ? { resolution } : {}) })
    this.#emitProgress('resolve', 1, 1)
    this.#isResolved = true
    for (const { address, skipped } of addresses) {
      if (skipped !== undefined) this.#decide(`${address} is left out: ${skipped}`)
    }
    if (trouble !== undefined) this.#fail({ stage: 'resolve', message: trouble })
    for (const address of wanted) {
      const facts = new HostFacts(address)
      facts.noteAliases(resolution?.cnames ?? [])
      this.#facts.set(address, facts)
    }
    return found
  }

  async #sweepAll(found: FoundAddresses): Promise<void> {
    using stage = createDeadline(this.#plan.deadlineMs * sweepShare, this.#signal)
    const udp = this.#askUdp(found, stage.signal)
    await this.#sweeps.run(found.wanted, stage.signal)
    await udp
    if (isTimeUp(stage.signal)) this.#stopReason = 'deadline'
  }

  async #askUdp({ wanted, scope, serverName }: FoundAddresses, signal: AbortSignal): Promise<void> {
    const { udpPorts: ports, profile, shared, detectService } = this.#plan
    this.#udpPlanned = ports.length * wanted.length
    if (ports.length === 0) return
    this.#udpSweeps = await runUdpStage({
      ...this.#plan,
      addresses: wanted,
      ports,
      profile: profile.udp,
      scope,
      budget: this.#budget,
      shared: shared?.probes,
      serverName,
      isNaming: detectService !== undefined,
      facts: this.#facts,
      signal,
      onPort: (port) => this.#tellPort(port),
      onProgress: (done, total) => this.#emitProgress('udp', done, total),
    })
  }

  #noteSweep(address: string, { end, answered, srttMs }: SweepOutcome): void {
    const isAllOpen = end === 'all-open'
    this.#facts.get(address)?.noteSweep({ answered, srttMs, isAllOpen })
    if (!isAllOpen) return
    this.#stopReason = 'all-open'
    this.#stages?.dropWaiting(address)
    const message = 'Nearly every port is open: the ports tell nothing'
    this.#fail({ stage: 'ports', address, message })
  }

  /** Ports that are closed or silent are counted; a record of each of 65,535 would tell no more. */
  #tellPort(port: PortRecord): void {
    const isTelling =
      port.state === 'open' || (port.state === 'filtered' && port.reason !== 'no-response')
    if (!isTelling) return this.#tally.add(port)
    const seenAt = new Date().toISOString()
    this.#plan.emit({ kind: 'port', port: { ...port, firstSeen: seenAt, lastSeen: seenAt } })
    if (port.state === 'open' && port.transport === 'tcp') this.#stages?.add(port)
  }

  #emitProgress(stage: StageName, done: number, total: number): void {
    this.#plan.emit({ kind: 'progress', stage, done, total })
  }

  #decide(text: string): void {
    if (this.#decisions.length >= maxDecisions) return
    this.#decisions.push({ at: new Date().toISOString(), text })
  }

  #fail(failure: FailureRecord): void {
    this.#plan.emit({ kind: 'failure', failure })
  }

  async #lookUpNames(serverName: string | null): Promise<void> {
    using deadline = createDeadline(namesTimeoutMs, this.#signal)
    const { promise, resolve } = Promise.withResolvers<void>()
    deadline.signal.addEventListener('abort', () => resolve(), { once: true })
    const lookUps = [...this.#facts].map(async ([address, facts]) => {
      if (serverName !== null) facts.addName({ name: serverName, source: 'target' })
      for (const name of await findNames(address, this.#plan.resolver)) facts.addName(name)
    })
    await Promise.race([Promise.all(lookUps), promise])
  }

  #tellHosts(): void {
    for (const facts of this.#facts.values()) {
      const host = facts.toRecord()
      this.#plan.emit({ kind: 'host', host })
      for (const finding of judgeHost(host)) this.#plan.emit({ kind: 'finding', finding })
    }
  }

  #createStages({ scope, serverName, reachable }: FoundAddresses): PortStages | undefined {
    const { detectService, ...plan } = this.#plan
    if (detectService === undefined) return undefined
    return new PortStages({
      ...plan,
      detectService,
      scope,
      budget: this.#budget,
      serverName,
      addresses: reachable,
      facts: this.#facts,
      signal: this.#signal,
    })
  }
}

async function findSources(addresses: readonly string[]): Promise<readonly string[]> {
  const sources = await Promise.all(addresses.map(findSourceAddress))
  return [...new Set(sources.filter((source) => source !== undefined))]
}

function toShare(done: number, planned: number, whenNone: number): number {
  return planned === 0 ? whenNone : done / planned
}

function toThousandths(value: number): number {
  return Math.round(value * 1000) / 1000
}

const maxDecisions = 200

/** Rises when a record of the same bytes would read otherwise. */
const engineVersion = '0.1.0'
