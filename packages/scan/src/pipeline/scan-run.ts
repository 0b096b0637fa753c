import {
  type AddressRecord,
  type FailureRecord,
  type PortRecord,
  type ScanEvent,
  type ScanSummary,
} from '@windvane/model'
import { createBudget } from '../budget/budget.ts'
import { createDeadline, type Deadline, isTimeUp } from '../budget/deadline.ts'
import { orderPorts } from '../ports/port-order.ts'
import { type SweepProfile } from '../portscan/profile.ts'
import { sweepPorts, type SweepOutcome } from '../portscan/sweep-ports.ts'
import { resolveTarget } from '../resolve/resolve-target.ts'
import { type Resolver } from '../resolve/resolver.ts'
import { type Scope } from '../scope/scope.ts'
import { type DetectService } from '../service/service-port.ts'
import { ServiceStage } from './service-stage.ts'

/** A scan with everything decided: what, how hard, with which pieces, and whom it tells. */
export type ScanPlan = {
  readonly target: string
  readonly ports: readonly number[]
  readonly profile: SweepProfile
  readonly scope: Scope
  readonly resolver: Resolver
  readonly detectService: DetectService | undefined
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

class ScanRun {
  readonly #plan: ScanPlan
  readonly #signal: AbortSignal
  readonly #startedAt = new Date()
  readonly #sweeps: SweepOutcome[] = []
  #planned = 0
  #stopReason: string | undefined
  #toldAt = 0

  constructor(plan: ScanPlan, deadline: Deadline) {
    this.#plan = plan
    this.#signal = deadline.signal
  }

  async execute(): Promise<void> {
    const { target, resolver, scope, emit } = this.#plan
    emit({ kind: 'progress', stage: 'resolve', done: 0, total: 1 })
    const { addresses, serverName, failure } = await resolveTarget(target, {
      resolver,
      scope,
      signal: this.#signal,
    })
    emit({ kind: 'resolved', addresses })
    emit({ kind: 'progress', stage: 'resolve', done: 1, total: 1 })
    if (failure !== undefined) this.#fail({ stage: 'resolve', message: failure })
    const wanted = addresses.filter(({ skipped }) => skipped === undefined)
    if (wanted.length === 0) return this.#stopWithoutAddress(addresses)
    const services = this.#createServiceStage(serverName)
    await this.#sweepAll(wanted, services)
    await services?.idle()
  }

  summarise(): ScanSummary {
    const sum = (of: (sweep: SweepOutcome) => number) =>
      this.#sweeps.reduce((total, sweep) => total + of(sweep), 0)
    const srttMs = this.#sweeps.find((sweep) => sweep.srttMs !== undefined)?.srttMs
    return {
      startedAt: this.#startedAt.toISOString(),
      endedAt: new Date().toISOString(),
      stopReason: this.#findStopReason(),
      completeness: this.#planned === 0 ? 0 : sum(({ judged }) => judged) / this.#planned,
      counters: {
        ports: this.#planned,
        sent: sum(({ sent }) => sent),
        answered: sum(({ answered }) => answered),
        retries: sum(({ retries }) => retries),
        ...(srttMs === undefined ? {} : { srttMs: Math.round(srttMs * 1000) / 1000 }),
      },
    }
  }

  #findStopReason(): string {
    if (isTimeUp(this.#signal)) return 'deadline'
    if (this.#signal.aborted) return 'cancelled'
    return this.#stopReason ?? 'complete'
  }

  #stopWithoutAddress(addresses: readonly AddressRecord[]): void {
    this.#stopReason = addresses.some(({ address }) => !this.#plan.scope.check(address).allowed)
      ? 'refused'
      : 'no-address'
  }

  async #sweepAll(
    addresses: readonly AddressRecord[],
    services: ServiceStage | undefined,
  ): Promise<void> {
    const { ports, deadlineMs } = this.#plan
    this.#planned = ports.length * addresses.length
    using stage = createDeadline(deadlineMs * sweepShare, this.#signal)
    for (const [index, { address }] of addresses.entries()) {
      if (stage.signal.aborted) break
      const before = index * ports.length
      const outcome = await sweepPorts({
        address,
        ports: orderPorts(ports, Math.random),
        profile: this.#plan.profile,
        signal: stage.signal,
        random: Math.random,
        onPort: (port) => this.#tellPort(port, services),
        onProgress: (done) => this.#tellProgress(before + done),
      })
      this.#sweeps.push(outcome)
      if (outcome.end === 'all-open') this.#stopAllOpen(address, services)
    }
    if (isTimeUp(stage.signal)) this.#stopReason = 'deadline'
    this.#emitProgress(
      'ports',
      this.#sweeps.reduce((total, { judged }) => total + judged, 0),
    )
  }

  #stopAllOpen(address: string, services: ServiceStage | undefined): void {
    this.#stopReason = 'all-open'
    services?.dropWaiting(address)
    this.#fail({
      stage: 'ports',
      address,
      message: 'Nearly every port is open: the ports tell nothing',
    })
  }

  #tellPort(port: PortRecord, services: ServiceStage | undefined): void {
    this.#plan.emit({ kind: 'port', port })
    if (port.state === 'open') services?.add(port)
  }

  #tellProgress(done: number): void {
    const now = performance.now()
    if (now - this.#toldAt < progressIntervalMs) return
    this.#toldAt = now
    this.#emitProgress('ports', done)
  }

  #emitProgress(stage: 'ports' | 'services', done: number, total = this.#planned): void {
    this.#plan.emit({ kind: 'progress', stage, done, total })
  }

  #fail(failure: FailureRecord): void {
    this.#plan.emit({ kind: 'failure', failure })
  }

  #createServiceStage(serverName: string | null): ServiceStage | undefined {
    const { detectService, scope, emit } = this.#plan
    if (detectService === undefined) return undefined
    return new ServiceStage({
      detectService,
      scope,
      budget: createBudget(),
      serverName,
      signal: this.#signal,
      onDetected: ({ service, tls, failures }) => {
        emit({ kind: 'service', service })
        for (const record of tls) emit({ kind: 'tls', tls: record })
        for (const failure of failures) this.#fail(failure)
      },
      onFailure: (failure) => this.#fail(failure),
      onProgress: (done, total) => this.#emitProgress('services', done, total),
    })
  }
}
