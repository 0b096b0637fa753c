import { setTimeout as delay } from 'node:timers/promises'
import { type FailureRecord, type PortRecord, type ServiceRecord } from '@windvane/model'
import { createDeadline } from '../budget/deadline.ts'
import { type Detector } from '../detectors/define-detector.ts'
import { RttEstimator } from '../portscan/rtt-estimator.ts'
import { toServiceRecord } from '../service/to-service-record.ts'
import { planUdpPorts, type UdpPlan } from './plan-udp-ports.ts'
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
type Turn = {
  readonly port: number
  /** How often it was asked, and how many of those times its silence counts. */
  readonly tries: number
  readonly counted: number
  readonly localErrors: number
  readonly readyAt: number
  /** Whether the allowance has been told of its refusal. */
  readonly isPaid?: boolean
}

class UdpSweep {
  readonly #request: UdpSweepRequest
  readonly #plan: UdpPlan
  readonly #rtt = new RttEstimator()
  readonly #counters = { judged: 0, sent: 0, answered: 0, retries: 0 }
  readonly #done = Promise.withResolvers<void>()
  readonly #refused: number[] = []
  #next = 0
  #retries: Turn[] = []
  #running = 0
  #refusedAt = 0
  #allowance: RefusalAllowance | undefined
  #carefulUntil = 0
  #isRoundOpen = false
  #isEnded = false

  constructor(request: UdpSweepRequest) {
    this.#request = request
    this.#plan = planUdpPorts(request.ports, request.detectors, request.random)
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

  /** Every port once, then the silent ones again. */
  #pump(): void {
    if (this.#isEnded) return
    while (this.#places > 0) {
      const port = this.#plan.ports[this.#next]
      if (port === undefined) break
      this.#next += 1
      const turn = { port, tries: 0, counted: 0, localErrors: 0, readyAt: 0 }
      void this.#ask(turn).then((answer) => this.#settle(turn, answer))
    }
    const isFresh = this.#next < this.#plan.ports.length
    if (!isFresh) this.#pumpRetries(performance.now())
    const isLeft = isFresh || this.#retries.length > 0
    if (this.#running === 0 && !isLeft && !this.#isRoundOpen) this.#end()
  }

  /**
   * The second try comes soon, as it only mends loss. A host that tells closed ports may be short of
   * ICMP errors: from the third on it is asked in careful rounds.
   */
  #pumpRetries(now: number): void {
    const allowance = this.#findAllowance(now)
    const isPlain = ({ counted }: Turn) => counted < plainTries || !allowance
    const isReady = ({ readyAt }: Turn) => readyAt <= now
    for (const turn of this.#takeReady(this.#places, (turn) => isPlain(turn) && isReady(turn))) {
      void this.#ask(turn).then((answer) => this.#settle(turn, answer))
    }
    if (!allowance || this.#isRoundOpen) return
    const count = Math.min(this.#places, allowance.available(now))
    const turns = this.#takeReady(count, (turn) => !isPlain(turn) && isReady(turn))
    if (turns.length > 0) void this.#runRound(turns, allowance)
  }

  get #places(): number {
    return this.#request.profile.maxSockets - this.#running
  }

  #findAllowance(now: number): RefusalAllowance | undefined {
    if (this.#refused.length === 0) return undefined
    if (!this.#allowance) {
      this.#allowance = new RefusalAllowance(this.#refusedAt, this.#refused.length)
      this.#carefulUntil = now + this.#request.profile.patienceMs
    }
    return now > this.#carefulUntil || this.#allowance.isHopeless ? undefined : this.#allowance
  }

  #takeReady(count: number, isReady: (turn: Turn) => boolean): readonly Turn[] {
    const taken = this.#retries.filter(isReady).slice(0, count)
    const left = new Set(taken)
    if (taken.length > 0) this.#retries = this.#retries.filter((turn) => !left.has(turn))
    return taken
  }

  /**
   * Asks as many ports as the host may refuse. Where some stay silent, a port known to be closed is
   * asked: only when that is refused was their silence their own, and counts.
   */
  async #runRound(turns: readonly Turn[], allowance: RefusalAllowance): Promise<void> {
    this.#isRoundOpen = true
    allowance.take(turns.length)
    const answers = turns.map((turn) => this.#ask(turn))
    const early = await this.#awaitRefusals(answers)
    const refused = early.filter((answer) => answer !== undefined && isRefusal(answer)).length
    allowance.giveBack(turns.length - refused)
    const isSure = !early.includes(undefined) || (await this.#wouldRefuse(allowance))
    this.#isRoundOpen = false
    for (const [index, turn] of turns.entries()) {
      const counted = isSure ? turn.counted : turn.counted - 1
      const isPaid = early[index] !== undefined
      void answers[index]?.then((answer) => this.#settle({ ...turn, counted, isPaid }, answer))
    }
  }

  /** The answers that have come within the time of a refusal, undefined for the others. */
  async #awaitRefusals(
    answers: readonly Promise<UdpAnswer>[],
  ): Promise<readonly (UdpAnswer | undefined)[]> {
    const paceMs = (1000 * answers.length) / this.#request.profile.datagramsPerSecond
    const grace = new AbortController()
    const over = delay(this.#waitMs() + paceMs, undefined, { signal: grace.signal })
    const late = over.catch(() => undefined)
    const early = await Promise.all(answers.map((answer) => Promise.race([answer, late])))
    grace.abort()
    return early
  }

  async #wouldRefuse(allowance: RefusalAllowance): Promise<boolean> {
    const { random } = this.#request
    const port = this.#refused[Math.floor(random() * this.#refused.length)]
    if (port === undefined) return true
    allowance.take(1)
    const answer = await this.#send({ port, detectors: [], waitMs: this.#waitMs() })
    this.#counters.sent += answer.sent
    const isRefused = isRefusal(answer)
    if (isRefused) allowance.noteFlow()
    else allowance.noteDry(performance.now())
    return isRefused
  }

  async #ask({ port, counted }: Turn): Promise<UdpAnswer> {
    this.#running += 1
    const detectors = this.#plan.detectorsOf(port)
    return await this.#send({ port, detectors, waitMs: this.#waitMs() * 2 ** counted })
  }

  async #send(own: Pick<UdpTarget, 'port' | 'detectors' | 'waitMs'>): Promise<UdpAnswer> {
    using deadline = createDeadline(portTimeoutMs, this.#request.signal)
    return await probeUdpPort({ ...this.#request, ...own, signal: deadline.signal })
  }

  #settle(asked: Turn, answer: UdpAnswer): void {
    this.#running -= 1
    if (this.#isEnded) return
    const turn = { ...asked, tries: asked.tries + 1, counted: asked.counted + 1 }
    this.#counters.sent += answer.sent
    if (asked.tries > 0) this.#counters.retries += 1
    for (const failure of answer.failures) this.#request.onFailure(failure)
    this.#conclude(turn, answer)
    this.#pump()
  }

  #conclude(turn: Turn, answer: UdpAnswer): void {
    const { state } = answer
    if (state === 'barred') return this.#bar(answer.reason)
    if (state === 'local') return this.#withdraw(turn, answer)
    if (state === 'silent') return this.#retry(turn, answer)
    this.#counters.answered += 1
    if (answer.rttMs !== undefined) this.#rtt.sample(answer.rttMs)
    if (state !== 'open') this.#noteRefusal(turn)
    this.#judge(turn, { ...answer, state })
  }

  #noteRefusal({ port, isPaid = false }: Turn): void {
    if (!isPaid) this.#allowance?.take(1)
    this.#refusedAt = performance.now()
    this.#refused.push(port)
  }

  /** Scope or budget let nothing more through. */
  #bar(message: string): void {
    const { address, onFailure } = this.#request
    onFailure({ stage: 'udp', address, message })
    this.#end()
  }

  #withdraw(turn: Turn, { reason }: UdpAnswer): void {
    const localErrors = turn.localErrors + 1
    if (localErrors > maxLocalErrors) {
      return this.#judge(turn, { state: 'filtered', reason: `local-error ${reason}` })
    }
    const { tries, counted } = turn
    const readyAt = performance.now() + localPauseMs
    this.#retries.push({ ...turn, tries: tries - 1, counted: counted - 1, localErrors, readyAt })
  }

  #retry(turn: Turn, { reason }: UdpAnswer): void {
    if (turn.counted >= maxTries) return this.#judge(turn, { state: 'open|filtered', reason })
    this.#retries.push({ ...turn, isPaid: false })
  }

  #judge({ port, tries }: Turn, verdict: Verdict): void {
    const { address, onPort, onService, onJudged } = this.#request
    const { state, reason, rttMs, outcome, heard } = verdict
    this.#counters.judged += 1
    const record = { address, port, transport: 'udp', state, reason, tries } as const
    onPort(rttMs === undefined ? record : { ...record, rttMs: Math.round(rttMs * 1000) / 1000 })
    if (state === 'open') {
      const { received: greeting = Buffer.alloc(0), isTruncated = false } = heard ?? {}
      onService(toServiceRecord(record, { outcome, greeting, isGreetingTruncated: isTruncated }))
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
const plainTries = 2
const blindWaitMs = 1000
const minWaitMs = 400
const portTimeoutMs = 15_000
const tickMs = 25
const localPauseMs = 50
const maxLocalErrors = 20

function isRefusal({ state }: UdpAnswer): boolean {
  return state === 'closed' || state === 'filtered'
}
