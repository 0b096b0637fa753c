import { type PaceSample, type PortRecord } from '@windvane/model'
import { type OrderedPorts } from '../ports/port-order.ts'
import { AllOpen } from './all-open.ts'
import { type Attempt } from './attempt.ts'
import { type ConnectOutcome, type ConnectTransport } from './connect-transport.ts'
import { findSocketLimit } from './descriptor-limit.ts'
import { ExpiryWheel } from './expiry-wheel.ts'
import { PaceLog } from './pace-log.ts'
import { type SweepProfile } from './sweep-profile.ts'
import { type Miss, SweepController } from './sweep-controller.ts'

/** One address to be swept. The address must have passed the scope. */
export type SweepRequest = {
  readonly address: string
  readonly ports: OrderedPorts
  readonly profile: SweepProfile
  readonly transport: ConnectTransport
  readonly signal: AbortSignal
  readonly random: () => number
  /** Told each verdict as it falls. */
  readonly onPort: (port: PortRecord) => void
  /** Told the number of ports that have a verdict; it never falls. */
  readonly onProgress: (done: number) => void
}

/** How a sweep went. */
export type SweepOutcome = {
  readonly end: 'complete' | 'aborted' | 'all-open'
  readonly judged: number
  readonly sent: number
  readonly answered: number
  readonly retries: number
  readonly srttMs?: number
  readonly rttvarMs?: number
  /** Share of the ports that answer and were found only by a later probe. */
  readonly loss?: number
  readonly pace: readonly PaceSample[]
}

/** Finds the open ports of one address by TCP connects, adapting its speed to the path. */
export async function sweepPorts(request: SweepRequest): Promise<SweepOutcome> {
  return await new PortSweep(request).run()
}

type Live = { readonly attempt: Attempt; cancel: () => void; isOver: boolean }

class PortSweep {
  readonly #request: SweepRequest
  readonly #controller: SweepController
  readonly #wheel: ExpiryWheel<Live>
  readonly #live = new Set<Live>()
  readonly #done = Promise.withResolvers<SweepOutcome['end']>()
  readonly #allOpen = new AllOpen()
  readonly #localErrors = new Map<number, number>()
  readonly #counters = { judged: 0, sent: 0, answered: 0, retries: 0 }
  readonly #startedAt = performance.now()
  readonly #pace = new PaceLog()
  #progress = 0
  #next = 0
  #prompt: Retry[] = []
  #later: Retry[] = []
  #given: Retry[] = []
  #canaryIn = 0
  #canaryPort = 0
  #tickedAt = this.#startedAt
  #lagMs = 0
  #pausedUntil = 0
  #isEnded = false

  constructor(request: SweepRequest) {
    this.#request = request
    this.#wheel = new ExpiryWheel(this.#startedAt)
    this.#controller = new SweepController(request.profile, {
      now: this.#startedAt,
      maxSockets: findSocketLimit(),
    })
  }

  async run(): Promise<SweepOutcome> {
    const { signal } = this.#request
    const onAbort = () => this.#end('aborted')
    signal.addEventListener('abort', onAbort, { once: true })
    // Expiry runs after the poll phase, so that answers waiting in the kernel come before it.
    const timer = setInterval(() => setImmediate(() => this.#tick()), tickMs)
    if (signal.aborted) onAbort()
    else this.#pump()
    try {
      return this.#summarise(await this.#done.promise)
    } finally {
      clearInterval(timer)
      signal.removeEventListener('abort', onAbort)
    }
  }

  #tick(): void {
    if (this.#isEnded) return
    const now = performance.now()
    this.#lagMs = Math.max(this.#lagMs * 0.9, now - this.#tickedAt - tickMs)
    this.#tickedAt = now
    this.#expire(now)
    for (const miss of this.#controller.settle(now)) this.#file(miss)
    const { sent } = this.#counters
    this.#pace.note({ atMs: now - this.#startedAt, sent, window: this.#controller.window.size })
    this.#progress = Math.max(this.#progress, this.#counters.judged)
    this.#request.onProgress(this.#progress)
    this.#pump()
    if (this.#live.size === 0) this.#finishIfDone(now)
  }

  #expire(now: number): void {
    const graceMs = Math.min(this.#lagMs, maxGraceMs)
    for (const live of this.#wheel.takeDue(now)) {
      if (live.isOver) continue
      const dueAt = live.attempt.sentAt + this.#controller.timeoutMs(live.attempt) + graceMs
      if (dueAt > now) this.#wheel.add(live, dueAt)
      else this.#miss(live, now)
    }
  }

  #miss(live: Live, now: number): void {
    live.cancel()
    this.#release(live)
    this.#noteRandom(live.attempt, false)
    this.#controller.missed(live.attempt, now)
  }

  #file(miss: Miss): void {
    const retry = { port: miss.port, missedIn: miss.missedIn }
    if (miss.verdict === 'filtered') {
      this.#given.push(retry)
      this.#counters.judged += 1
      return
    }
    // A few go at once: their answers tell early how many tries this path needs.
    if (this.#request.random() < promptShare) this.#prompt.push(retry)
    else this.#later.push(retry)
  }

  #pump(): void {
    const now = performance.now()
    if (this.#isEnded || now < this.#pausedUntil) return
    const allowance = this.#controller.allowance(now)
    this.#scheduleCanary(allowance, now)
    for (let count = 0; count < allowance; count++) {
      const probe = this.#nextProbe()
      if (probe === undefined) return
      this.#launch(probe, now)
    }
  }

  // At a random place inside the burst: the first of a burst would always get through.
  #scheduleCanary(allowance: number, now: number): void {
    if (allowance < 1 || this.#canaryIn > 0 || !this.#hasWork()) return
    const port = this.#controller.chooseCanary(now)
    if (port === undefined) return
    this.#canaryPort = port
    this.#canaryIn = 1 + Math.floor(this.#request.random() * allowance)
  }

  #hasWork(): boolean {
    return (
      this.#next < this.#request.ports.ports.length ||
      this.#prompt.length > 0 ||
      this.#later.length > 0
    )
  }

  #nextProbe(): Probe | undefined {
    if (this.#canaryIn > 0) this.#canaryIn -= 1
    else this.#canaryPort = 0
    if (this.#canaryPort !== 0 && this.#canaryIn === 0) {
      return { port: this.#canaryPort, kind: 'canary', missedIn: [] }
    }
    const prompt = this.#prompt.pop()
    if (prompt !== undefined) return { ...prompt, kind: 'retry' }
    const { ports, headLength } = this.#request.ports
    const port = ports[this.#next]
    if (port !== undefined) {
      const kind = this.#next < headLength ? 'head' : 'fresh'
      this.#next += 1
      return { port, kind, missedIn: [] }
    }
    const later = this.#later.pop()
    if (later === undefined) return undefined
    this.#controller.noteRetryPhase()
    return { ...later, kind: 'retry' }
  }

  #launch(probe: Probe, now: number): void {
    const attempt = this.#controller.send(probe, now)
    const live: Live = { attempt, cancel: nothing, isOver: false }
    this.#counters.sent += 1
    if (probe.kind === 'retry') this.#counters.retries += 1
    this.#live.add(live)
    this.#wheel.add(live, now + recheckMs)
    const target = { address: this.#request.address, port: probe.port }
    live.cancel = this.#request.transport.connect(target, (outcome) => this.#settle(live, outcome))
  }

  #settle(live: Live, outcome: ConnectOutcome): void {
    if (live.isOver) return
    const now = performance.now()
    const { state } = outcome
    if (state === 'silent') return this.#miss(live, now)
    this.#release(live)
    if (state === 'local') return this.#withdraw(live.attempt, outcome.reason, now)
    this.#counters.answered += 1
    this.#noteRandom(live.attempt, state === 'open')
    this.#controller.answered(live.attempt, state, now)
    if (live.attempt.kind !== 'canary') {
      this.#counters.judged += 1
      this.#reportAnswer(live.attempt, { ...outcome, state }, now)
    }
    if (this.#allOpen.isReached) return this.#end('all-open')
    this.#pump()
  }

  #withdraw(attempt: Attempt, reason: string, now: number): void {
    this.#controller.withdrawn(attempt)
    this.#pausedUntil = now + localPauseMs
    if (attempt.kind === 'canary') return
    const errors = (this.#localErrors.get(attempt.port) ?? 0) + 1
    this.#localErrors.set(attempt.port, errors)
    const isHopeless = this.#counters.answered === 0 && now - this.#startedAt > hopelessAfterMs
    if (errors > maxLocalErrors || isHopeless) {
      this.#counters.judged += 1
      return this.#report(attempt.port, {
        state: 'filtered',
        reason: `local-error ${reason}`,
        tries: attempt.missedIn.length + 1,
      })
    }
    const { port, missedIn } = attempt
    this.#later.unshift({ port, missedIn })
  }

  #reportAnswer(
    { port, missedIn, sentAt }: Attempt,
    { state, reason }: Pick<PortRecord, 'state' | 'reason'>,
    now: number,
  ): void {
    const rttMs = Math.round((now - sentAt) * 1000) / 1000
    this.#report(port, { state, reason, tries: missedIn.length + 1, rttMs })
  }

  #report(port: number, verdict: Pick<PortRecord, 'state' | 'reason' | 'tries' | 'rttMs'>): void {
    this.#request.onPort({
      address: this.#request.address,
      port,
      transport: 'tcp',
      ...verdict,
    })
  }

  #noteRandom({ kind }: Attempt, isOpen: boolean): void {
    if (kind === 'fresh') this.#allOpen.note(isOpen)
  }

  #finishIfDone(now: number): void {
    for (const miss of this.#controller.settle(now)) this.#file(miss)
    if (this.#hasWork()) return
    const again = this.#given.filter(
      ({ missedIn }) => this.#controller.judgeAgain(missedIn) === 'again',
    )
    if (again.length === 0) return this.#end('complete')
    const kept = new Set(again)
    this.#given = this.#given.filter((retry) => !kept.has(retry))
    this.#counters.judged -= again.length
    this.#later = again
  }

  #end(end: SweepOutcome['end']): void {
    if (this.#isEnded) return
    this.#isEnded = true
    for (const live of this.#live) {
      live.isOver = true
      live.cancel()
    }
    this.#live.clear()
    for (const { port, missedIn } of this.#given) {
      this.#report(port, { state: 'filtered', reason: 'no-response', tries: missedIn.length })
    }
    this.#done.resolve(end)
  }

  #release(live: Live): void {
    live.isOver = true
    // The wheel still holds the attempt for a while; the socket need not outlive it.
    live.cancel = nothing
    this.#live.delete(live)
  }

  #summarise(end: SweepOutcome['end']): SweepOutcome {
    const { srttMs, variationMs } = this.#controller.rtt
    const { loss } = this.#controller
    return {
      end,
      ...this.#counters,
      ...(srttMs === undefined ? {} : { srttMs, rttvarMs: variationMs }),
      ...(loss === undefined ? {} : { loss }),
      pace: this.#pace.take(),
    }
  }
}

function nothing(): void {}

type Probe = Omit<Attempt, 'sentAt' | 'round'>
type Retry = Pick<Attempt, 'port' | 'missedIn'>

const tickMs = 2
// A longer lag than this is rather a stalled process than a busy one.
const maxGraceMs = 200
// The shortest timeout. A probe is looked at again then, by the timeout as it is by then.
const recheckMs = 100
const promptShare = 0.02
const localPauseMs = 50
const maxLocalErrors = 20
const hopelessAfterMs = 3000
