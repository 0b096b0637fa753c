import { Pacer } from '../budget/pacer.ts'
import { AnswerRatio, randomLoss } from './answer-ratio.ts'
import { type Attempt, createRound, type Round, shareFoundLater } from './attempt.ts'
import { Canary } from './canary.ts'
import { type SweepProfile } from './sweep-profile.ts'
import { RetryPolicy } from './retry-policy.ts'
import { maxTimeoutMs, RttEstimator } from './rtt-estimator.ts'
import { SendWindow } from './send-window.ts'

/** A port whose last probe went unanswered, and what to do about it. */
export type Miss = {
  readonly port: number
  readonly missedIn: readonly Round[]
  readonly verdict: 'again' | 'filtered'
}

/**
 * Decides when how many probes are sent and what their silence means. It has no timer and no socket:
 * it is told what happens and when.
 */
export class SweepController {
  readonly rtt = new RttEstimator()
  readonly window: SendWindow
  readonly #profile: SweepProfile
  readonly #pacer: Pacer
  readonly #ratio = new AnswerRatio()
  readonly #canary: Canary
  readonly #retries = new RetryPolicy()
  #rounds: Round[]
  #hadCanaryLoss = false
  #isProven = false
  #grownAt: number
  #inFlight = 0
  #isRetrying = false
  #portsAnswered = 0
  #portsFoundLater = 0

  constructor(
    profile: SweepProfile,
    options: { readonly now: number; readonly maxSockets: number },
  ) {
    this.#profile = profile
    this.#canary = new Canary(profile.openCanaryIntervalMs)
    this.window = new SendWindow(
      profile.startWindow,
      Math.min(profile.maxWindow, options.maxSockets),
    )
    this.#pacer = new Pacer(options.now, minBurst)
    this.#rounds = [createRound(options.now)]
    this.#grownAt = options.now
  }

  /** The share of answering ports that a first probe did not find; undefined while none answers. */
  get loss(): number | undefined {
    return this.#portsAnswered === 0 ? undefined : this.#portsFoundLater / this.#portsAnswered
  }

  /** How many probes may be sent now. */
  allowance(now: number): number {
    const ratePerSecond = this.#ratePerSecond()
    this.#pacer.refill(now, {
      ratePerSecond,
      burst: Math.max(minBurst, ratePerSecond * burstSeconds),
    })
    return Math.min(this.#pacer.available, Math.floor(this.window.size - this.#inFlight))
  }

  /** From now on only retries are left: few of them will answer, so the canaries watch the path. */
  noteRetryPhase(): void {
    if (!this.#isRetrying) this.window.holdBelowLoss()
    this.#isRetrying = true
  }

  send(probe: Omit<Attempt, 'sentAt' | 'round'>, now: number): Attempt {
    const round = this.#currentRound()
    round.outstanding += 1
    if (probe.kind === 'fresh') round.freshSent += 1
    if (probe.kind === 'canary') round.canariesSent += 1
    this.#inFlight += 1
    this.#pacer.take()
    return { ...probe, sentAt: now, round }
  }

  /** How long an attempt may still be waited for is measured from its sending by this. */
  timeoutMs({ kind, missedIn }: Attempt): number {
    if (this.rtt.srttMs !== undefined) return this.rtt.timeoutMs
    // Until anything has answered, some probes must wait long enough for a far target.
    if (kind === 'head') return maxTimeoutMs
    return missedIn.length > 0 ? 1000 : this.rtt.timeoutMs
  }

  answered(attempt: Attempt, state: 'open' | 'closed' | 'filtered', now: number): void {
    this.#settleOne(attempt)
    this.rtt.sample(now - attempt.sentAt)
    attempt.round.answered += 1
    if (attempt.kind === 'canary') return this.#canaryArrived(now)
    // Systems limit the rate of their ICMP errors (Linux to 1,000/s in all and less per peer), so
    // how many of them come says nothing about the path.
    if (state === 'filtered') return
    if (attempt.kind === 'fresh') attempt.round.freshAnswered += 1
    // The likeliest ports go first, into an empty queue: that they answer proves nothing of what follows.
    if (attempt.kind !== 'head') attempt.round.portsAnswered += 1
    this.#portsAnswered += 1
    if (attempt.missedIn.length > 0) this.#portsFoundLater += 1
    for (const round of attempt.missedIn) this.#noteFoundLater(round, now)
    this.#retries.noteAnswer(this.#countTries(attempt.missedIn))
    this.#canary.noteAnswer(attempt.port, state)
    this.window.growByAnswer()
  }

  missed(attempt: Attempt, now: number): void {
    this.#settleOne(attempt)
    if (attempt.kind !== 'canary') {
      attempt.round.missed.push(attempt)
      return
    }
    attempt.round.canariesLost += 1
    const lostShare = this.#canary.record('lost')
    if (lostShare > 0) this.#shrink(Math.min(0.6, 1 - lostShare), attempt.sentAt, now)
  }

  /** The attempt never left this machine. */
  withdrawn(attempt: Attempt): void {
    this.#settleOne(attempt)
    if (attempt.kind === 'fresh') attempt.round.freshSent -= 1
    this.window.limitTo(Math.max(1, this.#inFlight * 0.8))
  }

  /** Closes rounds that have passed; returns what became of their unanswered ports. */
  settle(now: number): readonly Miss[] {
    if (now - this.#currentRound().startedAt > this.#roundMs() || this.#inFlight === 0) {
      this.#rounds.push(createRound(now))
    }
    const misses: Miss[] = []
    while (this.#rounds.length > 1 && this.#rounds[0]?.outstanding === 0) {
      const round = this.#rounds.shift()
      if (round !== undefined) misses.push(...this.#judge(round, now))
    }
    if (!this.#canary.isKnown) this.#growBlindly(now)
    return misses
  }

  /** Judges again a port given up earlier: what answered since may have shown that it was too soon. */
  judgeAgain(missedIn: readonly Round[]): Miss['verdict'] {
    return this.#retries.judge({ sent: missedIn.length, cleanMisses: this.#countTries(missedIn) })
  }

  /** The port to send a canary to now, if one is wanted. */
  chooseCanary(now: number): number | undefined {
    return this.#isSilent() || this.#isRetrying ? this.#canary.choose(now) : undefined
  }

  #judge(round: Round, now: number): readonly Miss[] {
    const lostShare = this.#ratio.judge({ sent: round.freshSent, answered: round.freshAnswered })
    if (lostShare > 0) this.#shrink(1 - lostShare, round.startedAt, now)
    if (lostShare === 1 && round.answered === 0) this.rtt.backOff()
    // A canary that is lost tells of the time around it too.
    if (lostShare > 0 || round.canariesLost > 0 || this.#hadCanaryLoss) round.isCongested = true
    this.#hadCanaryLoss = round.canariesLost > 0
    if (round.canariesSent > 0) this.#isProven = round.canariesLost === 0
    round.isProven = this.#isProven
    const { missed } = round
    round.missed = []
    return missed.map((attempt) => {
      const missedIn = [...attempt.missedIn, round]
      return { port: attempt.port, missedIn, verdict: this.judgeAgain(missedIn) }
    })
  }

  #countTries(missedIn: readonly Round[]): number {
    return missedIn.filter((round) => this.#isTry(round)).length
  }

  /** Whether silence in a round counts against a port. */
  #isTry(round: Round): boolean {
    if (round.isCongested || shareFoundLater(round) > randomLoss) return false
    // Where most ports answer, the share of answers has judged the round already.
    if (!this.#isSilent() || !this.#canary.isKnown) return true
    return round.isProven || round.portsAnswered >= provingAnswers
  }

  /** Ports found by a second probe show what the first one's round had lost. */
  #noteFoundLater(round: Round, now: number): void {
    round.answeredLater += 1
    const lostShare = shareFoundLater(round)
    if (round.answeredLater < 3 || lostShare <= randomLoss || round.isCongested) return
    round.isCongested = true
    this.#shrink(1 - lostShare, round.startedAt, now)
  }

  #canaryArrived(now: number): void {
    this.#canary.record('arrived')
    if (!this.#isSilent() || now - this.#grownAt < growIntervalMs) return
    if (!this.#canary.takeConfidence()) return
    this.#grownAt = now
    this.window.growBySteps()
  }

  // Nothing answers, so nothing can warn: a fixed, modest rate.
  #growBlindly(now: number): void {
    if (this.#ratio.expected === undefined || now - this.#grownAt < growIntervalMs) return
    this.#grownAt = now
    this.window.growBySteps(blindWindow)
  }

  #shrink(keep: number, lostSentAt: number, now: number): void {
    this.window.shrink(keep, { lostSentAt, now, inFlight: this.#inFlight })
  }

  #settleOne({ round }: Attempt): void {
    round.outstanding -= 1
    this.#inFlight -= 1
  }

  #isSilent(): boolean {
    return this.#ratio.expected !== undefined && this.#ratio.expected < silentShare
  }

  #ratePerSecond(): number {
    const roundTripMs = this.#isSilent() ? this.rtt.timeoutMs : Math.max(5, this.rtt.srttMs ?? 50)
    const fromWindow = (paceFactor * this.window.size * 1000) / roundTripMs
    return Math.min(this.#maxRatePerSecond(), Math.max(minRatePerSecond, fromWindow))
  }

  #maxRatePerSecond(): number {
    const { startRatePerSecond, silentRatePerSecond, answeringRatePerSecond } = this.#profile
    if (this.#ratio.expected === undefined) return startRatePerSecond
    if (!this.#isSilent()) return answeringRatePerSecond
    return this.#canary.isKnown ? silentRatePerSecond : Math.min(silentRatePerSecond, blindRate)
  }

  #roundMs(): number {
    return Math.max(minRoundMs, this.rtt.srttMs ?? firstRoundMs)
  }

  #currentRound(): Round {
    const round = this.#rounds.at(-1)
    if (round === undefined) throw new Error('A sweep always has a current round')
    return round
  }
}

const silentShare = 0.3
const growIntervalMs = 100
// So many ports that answered show that a round got through, as long as no later probe finds more.
const provingAnswers = 5
const blindWindow = 400
const blindRate = 1000
const minRoundMs = 50
const firstRoundMs = 100
const paceFactor = 1.3
const minRatePerSecond = 200
const minBurst = 16
// A tick and the jitter of the timer.
const burstSeconds = 0.006
