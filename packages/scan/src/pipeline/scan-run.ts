import {
  type AddressRecord,
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
import { orderPorts } from '../ports/port-order.ts'
import { chooseTransport } from '../portscan/choose-transport.ts'
import { type ExternalScanner } from '../portscan/external/external-scanner.ts'
import { sweepWithHelp } from '../portscan/external/sweep-with-help.ts'
import { sweepPorts, type SweepOutcome, type SweepRequest } from '../portscan/sweep-ports.ts'
import { type ScanProfile } from '../profile.ts'
import { findNames } from '../resolve/find-names.ts'
import { resolveTarget } from '../resolve/resolve-target.ts'
import { type Resolver } from '../resolve/resolver.ts'
import { type Scope } from '../scope/scope.ts'
import { type DetectService, type ExamineHttp, type ExamineTls } from '../service/service-port.ts'
import { type Admit, admitAddresses } from './admit-addresses.ts'
import { type UdpSweepOutcome } from '../udp/sweep-udp.ts'
import { HostFacts } from './host-facts.ts'
import { PortStages } from './port-stages.ts'
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

// The sweep leaves the services a share of the time, so that a slow target still gets named ports.
const sweepShare = 0.8
const progressIntervalMs = 100
// Names come on the side; the end of a scan does not wait long for them.
const namesTimeoutMs = 2000

class ScanRun {
  readonly #plan: ScanPlan
  readonly #signal: AbortSignal
  readonly #startedAt = new Date()
  readonly #budget: Budget
  readonly #sweeps: SweepOutcome[] = []
  #udpSweeps: readonly UdpSweepOutcome[] = []
  readonly #tally = new PortTally()
  readonly #facts = new Map<string, HostFacts>()
  readonly #decisions: { at: string; text: string }[] = []
  #stages: PortStages | undefined
  #scope: Scope
  #isResolved = false
  #portScan = 'connect'
  #planned = 0
  #udpPlanned = 0
  #stopReason: string | undefined
  #toldAt = 0

  constructor(plan: ScanPlan, deadline: Deadline) {
    this.#plan = plan
    this.#scope = plan.scope
    this.#signal = deadline.signal
    const { connectionsPerSecond, connectionBurst: burst } = plan.profile
    this.#budget = createBudget({ connectionsPerSecond, burst }, plan.shared?.connections)
  }

  async execute(): Promise<void> {
    const { target, resolver, admit, scope: given, addresses: take, emit } = this.#plan
    this.#emitProgress('resolve', 0, 1)
    const signal = this.#signal
    const found = { resolver, scope: given, addresses: take, signal }
    const resolved = await resolveTarget(target, found)
    const { resolution, serverName, refusal, failure } = resolved
    const admission = { scope: given, admit, signal }
    const { addresses, scope, isPartial } = await admitAddresses(resolved.addresses, admission)
    this.#scope = scope
    emit({ kind: 'resolved', addresses, ...(resolution ? { resolution } : {}) })
    this.#emitProgress('resolve', 1, 1)
    this.#isResolved = true
    for (const { address, skipped } of addresses) {
      if (skipped !== undefined) this.#decide(`${address} is left out: ${skipped}`)
    }
    const trouble = refusal ?? failure
    if (trouble !== undefined) this.#fail({ stage: 'resolve', message: trouble })
    if (refusal !== undefined) this.#stopReason = 'refused'
    const wanted = addresses.filter(({ skipped }) => skipped === undefined)
    if (wanted.length === 0) return this.#stopWithoutAddress(addresses, isPartial)
    for (const { address } of wanted) this.#facts.set(address, new HostFacts(address))
    for (const facts of this.#facts.values()) facts.noteAliases(resolution?.cnames ?? [])
    const names = this.#lookUpNames(serverName)
    this.#stages = this.#createStages(serverName, addresses)
    const udp = this.#askUdp(serverName, wanted)
    await this.#sweepAll(wanted)
    emit({ kind: 'port-groups', groups: this.#tally.take() })
    if (await udp) emit({ kind: 'port-groups', groups: this.#tally.take() })
    await this.#stages?.idle()
    await names
    this.#tellHosts()
  }

  summarise(): ScanSummary {
    const { profile, options } = this.#plan
    const [ports, udp] = [this.#portCompleteness(), this.#udpCompleteness()]
    const planned = this.#planned + this.#udpPlanned
    const judged = ports * this.#planned + udp * this.#udpPlanned
    return {
      startedAt: this.#startedAt.toISOString(),
      endedAt: new Date().toISOString(),
      stopReason: this.#findStopReason(),
      completeness: planned === 0 ? 0 : judged / planned,
      stages: {
        resolve: this.#isResolved ? 1 : 0,
        ports,
        udp,
        ...(this.#stages?.completeness() ?? { services: 1, tls: 1, http: 1 }),
      },
      engine: { name: 'windvane', version: engineVersion, portScan: this.#portScan },
      profile: profile.name,
      options,
      sourceAddresses: [],
      counters: this.#count(),
      pace: this.#sweeps[0]?.pace ?? [],
      decisions: this.#decisions,
    }
  }

  #count(): ScanSummary['counters'] {
    const sum = (of: (sweep: SweepOutcome | UdpSweepOutcome) => number) =>
      [...this.#sweeps, ...this.#udpSweeps].reduce((total, sweep) => total + of(sweep), 0)
    const known = this.#sweeps.find((sweep) => sweep.srttMs !== undefined)
    const { connections, bytes } = this.#budget.used
    return {
      ports: this.#planned + this.#udpPlanned,
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

  #portCompleteness(): number {
    if (this.#planned === 0) return 0
    return this.#sweeps.reduce((total, { judged }) => total + judged, 0) / this.#planned
  }

  #udpCompleteness(): number {
    if (this.#udpPlanned === 0) return 1
    return this.#udpSweeps.reduce((total, { judged }) => total + judged, 0) / this.#udpPlanned
  }

  #findStopReason(): string {
    if (isTimeUp(this.#signal)) return 'deadline'
    if (this.#signal.aborted) return 'cancelled'
    return this.#stopReason ?? 'complete'
  }

  #stopWithoutAddress(addresses: readonly AddressRecord[], isPostponed: boolean): void {
    const isRefused = addresses.some(({ address }) => !this.#scope.check(address).allowed)
    this.#stopReason ??= isPostponed ? 'postponed' : isRefused ? 'refused' : 'no-address'
  }

  async #sweepAll(addresses: readonly AddressRecord[]): Promise<void> {
    const { ports, deadlineMs, profile } = this.#plan
    this.#planned = ports.length * addresses.length
    using stage = createDeadline(deadlineMs * sweepShare, this.#signal)
    const transport = await chooseTransport()
    this.#portScan = transport.name
    const sweep = await this.#chooseSweep()
    for (const [index, { address }] of addresses.entries()) {
      if (stage.signal.aborted) break
      const before = index * ports.length
      const outcome = await sweep({
        address,
        ports: orderPorts(ports, Math.random),
        profile: profile.sweep,
        transport,
        signal: stage.signal,
        random: Math.random,
        onPort: (port) => this.#tellPort(port),
        onProgress: (done) => this.#tellProgress(before + done),
      })
      this.#sweeps.push(outcome)
      const isAllOpen = outcome.end === 'all-open'
      const { answered, srttMs } = outcome
      this.#facts.get(address)?.noteSweep({ answered, srttMs, isAllOpen })
      if (isAllOpen) this.#stopAllOpen(address)
    }
    if (isTimeUp(stage.signal)) this.#stopReason = 'deadline'
    const judged = this.#sweeps.reduce((total, sweep) => total + sweep.judged, 0)
    this.#emitProgress('ports', judged, this.#planned)
  }

  async #chooseSweep(): Promise<(request: SweepRequest) => Promise<SweepOutcome>> {
    const scanner = this.#plan.helper
    if (scanner === undefined) return sweepPorts
    const capability = await scanner.findCapability()
    if (!capability.isAvailable) {
      this.#fail({ stage: 'ports', message: `${capability.reason}: scanned without it` })
      return sweepPorts
    }
    this.#portScan = `${scanner.id} ${capability.version}`
    const onTrouble = ({ message }: Error) =>
      this.#fail({ stage: 'ports', message: `${message}: scanned without it` })
    return async (request) => await sweepWithHelp({ ...request, scanner, capability, onTrouble })
  }

  /** False when no UDP port was asked for. */
  async #askUdp(serverName: string | null, targets: readonly AddressRecord[]): Promise<boolean> {
    const { udpPorts: ports, deadlineMs, profile, shared, detectService } = this.#plan
    const addresses = targets.map(({ address }) => address)
    this.#udpPlanned = ports.length * addresses.length
    if (ports.length === 0) return false
    using stage = createDeadline(deadlineMs * sweepShare, this.#signal)
    this.#udpSweeps = await runUdpStage({
      ...this.#plan,
      addresses,
      ports,
      profile: profile.udp,
      budget: this.#budget,
      shared: shared?.probes,
      serverName,
      isNaming: detectService !== undefined,
      facts: this.#facts,
      signal: stage.signal,
      onPort: (port) => this.#tellPort(port),
      onProgress: (done, total) => this.#emitProgress('udp', done, total),
    })
    if (isTimeUp(stage.signal)) this.#stopReason = 'deadline'
    return true
  }

  #stopAllOpen(address: string): void {
    this.#stopReason = 'all-open'
    this.#stages?.dropWaiting(address)
    this.#fail({
      stage: 'ports',
      address,
      message: 'Nearly every port is open: the ports tell nothing',
    })
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

  #tellProgress(done: number): void {
    const now = performance.now()
    if (now - this.#toldAt < progressIntervalMs) return
    this.#toldAt = now
    this.#emitProgress('ports', done, this.#planned)
  }

  #emitProgress(stage: StageName, done: number, total: number): void {
    this.#plan.emit({ kind: 'progress', stage, done, total })
  }

  #decide(text: string): void {
    if (this.#decisions.length < maxDecisions) {
      this.#decisions.push({ at: new Date().toISOString(), text })
    }
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

  #createStages(
    serverName: string | null,
    addresses: readonly AddressRecord[],
  ): PortStages | undefined {
    const { detectService, ...plan } = this.#plan
    const scope = this.#scope
    if (detectService === undefined) return undefined
    return new PortStages({
      ...plan,
      detectService,
      scope,
      budget: this.#budget,
      serverName,
      addresses: addresses
        .map(({ address }) => address)
        .filter((address) => scope.check(address).allowed),
      facts: this.#facts,
      signal: this.#signal,
    })
  }
}

function toThousandths(value: number): number {
  return Math.round(value * 1000) / 1000
}

const maxDecisions = 200

/** Rises when a record of the same bytes would read otherwise. */
const engineVersion = '0.1.0'
