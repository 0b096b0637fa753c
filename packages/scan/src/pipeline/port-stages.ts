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
import { Patience } from './patience.ts'
import { type PortWorkOptions, workOnPort } from './port-work.ts'
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
  readonly #signal: AbortSignal
  readonly #outOfTime = new AbortController()
  readonly #patience = new Patience()
  readonly #services: WorkQueue<PortRecord>
  readonly #tls: WorkQueue<Examined>
  readonly #http: WorkQueue<Examined>

  constructor(options: PortStagesOptions) {
    this.#options = options
    this.#signal = AbortSignal.any([options.signal, this.#outOfTime.signal])
    const { portsInFlight } = options.profile
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

  /** Resolves when every port added so far is through all stages, or their time is over. */
  async idle(): Promise<void> {
    const timer = setTimeout(() => this.#runOutOfTime(), stagesTimeoutMs)
    await this.#services.idle()
    await Promise.all([this.#tls.idle(), this.#http.idle()])
    clearTimeout(timer)
  }

  /** The share of each stage that is done, 0 to 1. */
  completeness(): Readonly<Record<'services' | 'tls' | 'http', number>> {
    return {
      services: shareOf(this.#services),
      tls: shareOf(this.#tls),
      http: shareOf(this.#http),
    }
  }

  #runOutOfTime(): void {
    const left = [this.#services, this.#tls, this.#http].map(({ done, total }) => total - done)
    const [services = 0, tls = 0, http = 0] = left
    const message = `Out of time: ${services} services, ${tls} TLS ports and ${http} web servers were not examined to the end`
    this.#options.emit({ kind: 'failure', failure: { stage: 'services', message } })
    this.#outOfTime.abort(new DOMException(message, 'TimeoutError'))
  }

  #createQueue<Item>(
    stage: StageName,
    width: number,
    work: (item: Item) => Promise<void>,
  ): WorkQueue<Item> {
    const { emit } = this.#options
    const onProgress = (done: number, total: number) =>
      emit({ kind: 'progress', stage, done, total })
    return new WorkQueue({ width, work, onProgress, signal: this.#signal })
  }

  async #detect(port: PortRecord): Promise<void> {
    const { detectService, budget, emit } = this.#options
    const timeoutMs = this.#patience.timeoutMs(port.address)
    const options = this.#workOptions('services', { timeoutMs, budget })
    const found = await workOnPort(port, options, detectService)
    if (!found) return
    const { service, tls, failures } = found
    this.#patience.note(service)
    emit({ kind: 'service', service })
    for (const record of tls) emit({ kind: 'tls', tls: record })
    for (const failure of failures) emit({ kind: 'failure', failure })
    for (const finding of judgeService(service)) emit({ kind: 'finding', finding })
    const facts = this.#options.facts.get(service.address)
    facts?.noteService(service)
    for (const record of tls) facts?.noteHandshake(record)
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
    if (examineTls && tunnel !== 'none' && this.#tls.total < maxTlsPorts) this.#tls.add(examined)
    const isWeb = webServices.includes(name)
    if (examineHttp && isWeb && this.#http.total < maxWebPorts) this.#http.add(examined)
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
      maxBytesPerConnection: maxHttpBytes,
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
    const { scope, serverName, userAgent, trustAnchors, emit } = this.#options
    const onFailure = (failure: FailureRecord) => emit({ kind: 'failure', failure })
    return {
      stage,
      scope,
      serverName,
      userAgent,
      trustAnchors,
      signal: this.#signal,
      onFailure,
      ...own,
    }
  }
}

const tlsInFlight = 4
const httpInFlight = 8
// No honest host has more; a hostile one has as many as it likes.
const maxTlsPorts = 64
const maxWebPorts = 128
// Counted from the end of the port scan: a hostile target costs 120 s at most (reliability.md P33).
const stagesTimeoutMs = 90_000
const tlsTimeoutMs = 60_000
const httpTimeoutMs = 15_000
// About twice what a server with every version and suite needs.
const maxTlsConnections = 250
const maxHttpConnections = 12
// A head of 32 kB and a body of 256 kB.
const maxHttpBytes = 288 * 1024
/** Services that answer as web servers do; `ipp` has pages besides its printers (RFC 8010). */
const webServices: readonly string[] = ['http', 'http-proxy', 'ipp']

function shareOf({
  done,
  total,
}: WorkQueue<never> | WorkQueue<PortRecord> | WorkQueue<Examined>): number {
  return total === 0 ? 1 : done / total
}
