import { type FailureRecord, type PortRecord, type ServiceRecord } from '@windvane/model'
import { createDeadline } from '../budget/deadline.ts'
import { type Detector } from '../detectors/define-detector.ts'
import { RttEstimator } from '../portscan/rtt-estimator.ts'
import { toServiceRecord } from '../service/to-service-record.ts'
import { probeUdpPort, type UdpAnswer, type UdpTarget } from './probe-udp-port.ts'
import { RefusalAllowance } from './refusal-allowance.ts'
import { type UdpProfile } from './udp-profile.ts'

/** One address whose UDP ports are asked. The address must have passed the scope. */
export type UdpSweepRequest = Omit<UdpTarget, 'port' | 'waitMs' | 'detectors'> & {
  readonly ports: readonly number[]
  /** Of all transports; each port is asked by those that name it. */
  readonly detectors: readonly Detector[]
  readonly profile: UdpProfile
  /** The round-trip time that others have measured, as soon as they have. */
  readonly knownRttMs: () => number | undefined
  readonly random: () => number
  /** Told each verdict as it falls. */
  readonly onPort: (port: PortRecord) => void
  readonly onService: (service: ServiceRecord) => void
  readonly onFailure: (failure: FailureRecord) => void
  /** Told after each verdict. */
  readonly onJudged: () => void
}

/** How a sweep went. */
export type UdpSweepOutcome = {
  readonly judged: number
  readonly sent: number
  readonly answered: number
  readonly retries: number
  readonly srttMs?: number
}

/** Asks the UDP ports of one address: open by an answer, closed by ICMP, open|filtered by silence. */
export async function sweepUdp(request: UdpSweepRequest): Promise<UdpSweepOutcome> {
  return await new UdpSweep(request).run()
}

/** A port whose turn is to come, and what it has been through. */
type Waiting = {
  readonly port: number
  readonly tries: number
  readonly localErrors: number
  readonly readyAt: number
}

class UdpSweep {
  readonly #request: UdpSweepRequest
  readonly #byPort: ReadonlyMap<number, readonly Detector[]>
  readonly #fresh: readonly number[]
  readonly #rtt = new RttEstimator()
  readonly #counters = { judged: 0, sent: 0, answered: 0, retries: 0 }
  readonly #done = Promise.withResolvers<void>()
  #next = 0
  #retries: Waiting[] = []
  #running = 0
  #refused = 0
  #allowance: RefusalAllowance | undefined
  #carefulUntil = 0
  #isEnded = false

  constructor(request: UdpSweepRequest) {
    this.#request = request
    const detectors = request.detectors.filter(({ transport }) => transport === 'udp')
    this.#byPort = groupByPort(detectors)
    this.#fresh = orderByHint(request.ports, { byPort: this.#byPort, random: request.random })
  }

  async run(): Promise<UdpSweepOutcome> {
    const { signal } = this.#request
    const onAbort = () => this.#end()
    const timer = setInterval(() => this.#pump(), tickMs)
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) this.#end()
    this.#pump()
    await this.#done.promise
    clearInterval(timer)
    signal.removeEventListener('abort', onAbort)
    const { srttMs } = this.#rtt
    return { ...this.#counters, ...(srttMs === undefined ? {} : { srttMs }) }
  }

  #pump(): void {
    while (!this.#isEnded && this.#running < this.#request.profile.maxSockets) {
      const turn = this.#takeNext(performance.now())
      if (turn === undefined) break
      this.#running += 1
      void this.#ask(turn).finally(() => {
        this.#running -= 1
        this.#pump()
      })
    }
    const isLeft = this.#next < this.#fresh.length || this.#retries.length > 0
    if (this.#running === 0 && !isLeft) this.#end()
  }

  /** Every port once, then the silent ones again, those with a detector first. */
  #takeNext(now: number): Waiting | undefined {
    const port = this.#fresh[this.#next]
    if (port !== undefined) {
      this.#next += 1
      return { port, tries: 0, localErrors: 0, readyAt: now }
    }
    const at = this.#retries.findIndex(({ readyAt }) => readyAt <= now)
    if (at < 0 || !this.#mayBeRefused(now)) return undefined
    return this.#retries.splice(at, 1)[0]
  }

  /** A host that tells closed ports may be short of ICMP errors: each retry waits until it has one. */
  #mayBeRefused(now: number): boolean {
    if (this.#refused === 0) return true
    if (!this.#allowance) {
      this.#allowance = new RefusalAllowance(now, this.#refused)
      this.#carefulUntil = now + this.#request.profile.patienceMs
    }
    return now > this.#carefulUntil || this.#allowance.take(now)
  }

  async #ask(turn: Waiting): Promise<void> {
    const { signal, onFailure } = this.#request
    using deadline = createDeadline(portTimeoutMs, signal)
    const answer = this.#withAllowance(
      probeUdpPort({
        ...this.#request,
        port: turn.port,
        detectors: this.#byPort.get(turn.port) ?? [],
        waitMs: this.#waitMs() * 2 ** turn.tries,
        signal: deadline.signal,
      }),
    )
    this.#settle(turn, await answer)
    for (const failure of (await answer).failures) onFailure(failure)
  }

  /** Gives the error that was set aside for a retry back when it has not been told in time. */
  async #withAllowance(asking: Promise<UdpAnswer>): Promise<UdpAnswer> {
    const allowance = this.#allowance
    let isBack = allowance === undefined
    const giveBack = () => {
      if (!isBack) allowance?.giveBack()
      isBack = true
    }
    const timer = setTimeout(giveBack, this.#waitMs())
    const answer = await asking
    clearTimeout(timer)
    const isTold = answer.state === 'closed' || answer.state === 'filtered'
    if (!isTold) giveBack()
    else if (isBack) this.#allowance?.spend()
    return answer
  }

  #settle(turn: Waiting, answer: UdpAnswer): void {
    if (this.#isEnded) return
    this.#counters.sent += answer.sent
    if (turn.tries > 0) this.#counters.retries += 1
    const { state } = answer
    if (state === 'barred') return this.#bar(answer.reason)
    if (state === 'local') return this.#withdraw(turn, answer)
    if (state === 'silent') return this.#retry({ ...turn, tries: turn.tries + 1 }, answer)
    this.#counters.answered += 1
    if (answer.rttMs !== undefined) this.#rtt.sample(answer.rttMs)
    if (state !== 'open') this.#refused += 1
    this.#judge({ ...turn, tries: turn.tries + 1 }, { ...answer, state })
  }

  /** Scope or budget let nothing more through. */
  #bar(message: string): void {
    const { address, onFailure } = this.#request
    onFailure({ stage: 'udp', address, message })
    this.#end()
  }

  #withdraw(turn: Waiting, { reason }: UdpAnswer): void {
    const localErrors = turn.localErrors + 1
    if (localErrors > maxLocalErrors) {
      const verdict = { state: 'filtered', reason: `local-error ${reason}` } as const
      return this.#judge({ ...turn, tries: turn.tries + 1 }, verdict)
    }
    this.#retries.push({ ...turn, localErrors, readyAt: performance.now() + localPauseMs })
  }

  #retry(turn: Waiting, { reason }: UdpAnswer): void {
    if (turn.tries >= maxTries) return this.#judge(turn, { state: 'open|filtered', reason })
    this.#retries.push({ ...turn, readyAt: performance.now() })
  }

  #judge({ port, tries }: Waiting, verdict: Verdict): void {
    const { address, onPort, onService, onJudged } = this.#request
    const { state, reason, rttMs, outcome, heard } = verdict
    this.#counters.judged += 1
    const record = { address, port, transport: 'udp', state, reason, tries } as const
    onPort(rttMs === undefined ? record : { ...record, rttMs: Math.round(rttMs * 1000) / 1000 })
    if (state === 'open') {
      onService(toServiceRecord(record, { outcome, greeting: heard ?? Buffer.alloc(0) }))
    }
    onJudged()
  }

  /** Answers of programs take longer than those of the network. */
  #waitMs(): number {
    const knownMs = this.#request.knownRttMs()
    if (this.#rtt.srttMs === undefined && knownMs === undefined) return blindWaitMs
    const pathMs = this.#rtt.srttMs === undefined ? 2 * (knownMs ?? 0) : this.#rtt.timeoutMs
    return Math.min(blindWaitMs, Math.max(minWaitMs, 2 * pathMs))
  }

  #end(): void {
    this.#isEnded = true
    this.#done.resolve()
  }
}

type Verdict = Pick<PortRecord, 'state' | 'reason'> &
  Partial<Pick<UdpAnswer, 'rttMs' | 'outcome' | 'heard'>>

const maxTries = 3
const blindWaitMs = 1000
const minWaitMs = 400
const portTimeoutMs = 15_000
const tickMs = 25
const localPauseMs = 50
const maxLocalErrors = 20

function groupByPort(detectors: readonly Detector[]): ReadonlyMap<number, readonly Detector[]> {
  const byPort = new Map<number, Detector[]>()
  for (const detector of detectors.toSorted((a, b) => b.prevalence - a.prevalence)) {
    for (const port of detector.ports) {
      byPort.set(port, [...(byPort.get(port) ?? []), detector])
    }
  }
  return byPort
}

type Order = {
  readonly byPort: ReadonlyMap<number, readonly Detector[]>
  readonly random: () => number
}

/** Ports with a detector first, as only those are likely to answer; each part in random order. */
function orderByHint(ports: readonly number[], { byPort, random }: Order): readonly number[] {
  return [...new Set(ports)]
    .map((port) => ({ port, rank: (byPort.has(port) ? 0 : 1) + random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ port }) => port)
}
