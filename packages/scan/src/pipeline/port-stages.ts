import {
  type FailureRecord,
  type PortRecord,
  type ScanEvent,
  type ServiceRecord,
  type StageName,
} from '@windvane/model'
import { type Budget } from '../budget/budget.ts'
import { detectors } from '../detectors/index.ts'
import { judgeHttp, judgeService, judgeTls } from '../findings/judge.ts'
import { type ScanProfile } from '../profile.ts'
import { type Scope } from '../scope/scope.ts'
import { type DetectService, type ExamineHttp, type ExamineTls } from '../service/service-port.ts'
import { type HostFacts } from './host-facts.ts'
import { workOnPort, type PortWorkOptions } from './port-work.ts'
import { WorkQueue } from './work-queue.ts'

/** What the stages work with, and whom they tell. */
export type PortStagesOptions = {
  readonly detectService: DetectService
  readonly examineTls: ExamineTls | undefined
  readonly examineHttp: ExamineHttp | undefined
  readonly profile: ScanProfile
  readonly scope: Scope
  readonly budget: Budget
  readonly serverName: string | null
  readonly userAgent: string | undefined
  readonly trustAnchors: readonly string[]
  /** Every address of the target that may be touched. */
  readonly addresses: readonly string[]
  readonly facts: ReadonlyMap<string, HostFacts>
  readonly signal: AbortSignal
  readonly emit: (event: ScanEvent) => void
}

/** A service whose port is to be examined further. */
type Examined = Pick<ServiceRecord, 'address' | 'port' | 'name' | 'detector'> & {
  readonly tunnel: ServiceRecord['tunnel']
}

/** Takes open ports as they are found: names their services, then lays TLS and web servers open. */
export class PortStages {
  readonly #options: PortStagesOptions
  readonly #services: WorkQueue<PortRecord>
  readonly #tls: WorkQueue<Examined>
  readonly #http: WorkQueue<Examined>

  constructor(options: PortStagesOptions) {
    this.#options = options
    this.#services = this.#createQueue('services', portsInFlight, (port) => this.#detect(port))
    this.#tls = this.#createQueue('tls', tlsInFlight, (service) => this.#examineTls(service))
    this.#http = this.#createQueue('http', httpInFlight, (service) => this.#examineHttp(service))
  }

  add(port: PortRecord): void {
    this.#services.add(port)
  }

  /** Forgets an address whose ports wait: on a host that accepts everything a sample is enough. */
  dropWaiting(address: string): void {
    this.#services.drop((port) => port.address !== address)
  }

  /** Resolves when every port added so far is through all stages. */
  async idle(): Promise<void> {
    await this.#services.idle()
    await Promise.all([this.#tls.idle(), this.#http.idle()])
  }

  /** The share of each stage that is done, 0 to 1. */
  completeness(): Readonly<Record<'services' | 'tls' | 'http', number>> {
    return {
      services: shareOf(this.#services),
      tls: shareOf(this.#tls),
      http: shareOf(this.#http),
    }
  }

  #createQueue<Item>(
    stage: StageName,
    width: number,
    work: (item: Item) => Promise<void>,
  ): WorkQueue<Item> {
    const { signal, emit } = this.#options
    const onProgress = (done: number, total: number) =>
      emit({ kind: 'progress', stage, done, total })
    return new WorkQueue({ width, work, onProgress, signal })
  }

  async #detect(port: PortRecord): Promise<void> {
    const { detectService, budget, emit } = this.#options
    const options = this.#workOptions('services', { timeoutMs: serviceTimeoutMs, budget })
    const found = await workOnPort(port, options, detectService)
    if (!found) return
    const { service, tls, failures } = found
    emit({ kind: 'service', service })
    for (const record of tls) emit({ kind: 'tls', tls: record })
    for (const failure of failures) emit({ kind: 'failure', failure })
    for (const finding of judgeService(service)) emit({ kind: 'finding', finding })
    this.#options.facts.get(service.address)?.noteService(service)
    this.#examine(
      service,
      tls.some(({ tunnel }) => tunnel === 'starttls'),
    )
  }

  #examine(service: ServiceRecord, hasStartTls: boolean): void {
    const { examineTls, examineHttp } = this.#options
    const { address, port, name, detector } = service
    const isTls = service.tunnel === 'tls' || service.detector === 'tls'
    const tunnel = isTls ? 'tls' : hasStartTls ? 'starttls' : 'none'
    const examined = { address, port, name, detector, tunnel } as const
    if (examineTls && tunnel !== 'none') this.#tls.add(examined)
    if (examineHttp && (name === 'http' || name === 'http-proxy')) this.#http.add(examined)
  }

  async #examineTls({ address, port, name, detector, tunnel }: Examined): Promise<void> {
    const { examineTls, profile, trustAnchors, addresses, facts, emit } = this.#options
    if (!examineTls || tunnel === 'none') return
    const budget = this.#options.budget.forStage({
      maxConcurrentPerEndpoint: profile.tlsWidth,
      maxConnectionsPerEndpoint: maxTlsConnections,
    })
    const startTls = detectors.find(({ id }) => id === detector)?.startTls
    const options = this.#workOptions('tls', { timeoutMs: tlsTimeoutMs, budget })
    const endpoint = await workOnPort({ address, port }, options, async (target) =>
      examineTls({
        ...target,
        tunnel,
        ...(tunnel === 'starttls' ? { protocol: name, ...(startTls ? { startTls } : {}) } : {}),
        width: profile.tlsWidth,
        others: addresses
          .filter((other) => other !== address)
          .map((other) => ({ address: other, openDialogue: target.reach(other) })),
        trustAnchors,
      }),
    )
    if (!endpoint) return
    emit({ kind: 'tls-endpoint', endpoint })
    for (const finding of judgeTls(endpoint)) emit({ kind: 'finding', finding })
    facts.get(address)?.noteTls(endpoint)
  }

  async #examineHttp({ address, port, tunnel }: Examined): Promise<void> {
    const { examineHttp, facts, emit } = this.#options
    if (!examineHttp) return
    const budget = this.#options.budget.forStage({
      maxConcurrentPerEndpoint: 2,
      maxConnectionsPerEndpoint: maxHttpConnections,
    })
    const options = this.#workOptions('http', { timeoutMs: httpTimeoutMs, budget })
    const http = await workOnPort({ address, port }, options, async (target) =>
      examineHttp({ ...target, tunnel: tunnel === 'tls' ? 'tls' : 'none' }),
    )
    if (!http) return
    emit({ kind: 'http', http })
    for (const finding of judgeHttp(http)) emit({ kind: 'finding', finding })
    facts.get(address)?.noteHttp(http)
  }

  #workOptions(
    stage: StageName,
    own: Pick<PortWorkOptions, 'timeoutMs' | 'budget'>,
  ): PortWorkOptions {
    const { scope, serverName, userAgent, trustAnchors, signal, emit } = this.#options
    const onFailure = (failure: FailureRecord) => emit({ kind: 'failure', failure })
    return { stage, scope, serverName, userAgent, trustAnchors, signal, onFailure, ...own }
  }
}

const portsInFlight = 64
const tlsInFlight = 4
const httpInFlight = 8
const serviceTimeoutMs = 8000
const tlsTimeoutMs = 60_000
const httpTimeoutMs = 15_000
// About twice what a server with every version and suite needs.
const maxTlsConnections = 250
const maxHttpConnections = 12

function shareOf({
  done,
  total,
}: WorkQueue<never> | WorkQueue<PortRecord> | WorkQueue<Examined>): number {
  return total === 0 ? 1 : done / total
}
