import { type FailureRecord } from '@windvane/model'
import { type Budget } from '../budget/budget.ts'
import { type Detector, type DetectorContext, type Match } from '../detectors/define-detector.ts'
import { send } from '../detectors/steps.ts'
import { type Scope } from '../scope/scope.ts'
import { playDetector } from '../service/conversation.ts'
import { DialogueConversation, type Exchange } from '../service/dialogue-conversation.ts'
import { type ProbeOutcome } from '../service/probe-outcome.ts'
import { DialogueError } from '../service/service-port.ts'
import { type DatagramDialogue } from './datagram-dialogue.ts'
import { type DatagramPace } from './datagram-pace.ts'
import { openDatagrams } from './open-datagrams.ts'
import { toUdpVerdict } from './udp-verdict.ts'

/** One UDP port to be asked once. */
export type UdpTarget = {
  readonly address: string
  readonly port: number
  readonly serverName: string | null
  readonly userAgent: string | undefined
  readonly scope: Scope
  readonly budget: Budget
  readonly pace: DatagramPace
  /** Whom the port is asked for, one after another; with none it gets an empty datagram. */
  readonly detectors: readonly Detector[]
  /** How long an answer is waited for. */
  readonly waitMs: number
  readonly signal: AbortSignal
}

/** What came of it; `local` is trouble of this machine, `barred` that of scope or budget. */
export type UdpAnswer = {
  readonly state: 'open' | 'closed' | 'filtered' | 'silent' | 'local' | 'barred'
  readonly reason: string
  /** Datagrams sent. */
  readonly sent: number
  readonly rttMs: number | undefined
  readonly outcome: ProbeOutcome | undefined
  /** The first answer with bytes, understood or not. */
  readonly heard: Exchange | undefined
  readonly failures: readonly FailureRecord[]
}

/** Asks a port once, one protocol at a time; never rejects for what the peer does. */
export async function probeUdpPort(target: UdpTarget): Promise<UdpAnswer> {
  const asking = new Asking(target)
  const { detectors } = target
  if (detectors.length === 0) await asking.play({ id: 'empty', detect: sendNothing })
  for (const detector of detectors) {
    if (asking.isOver) break
    await asking.play(detector)
  }
  return asking.toAnswer()
}

function* sendNothing() {
  yield send(Buffer.alloc(0))
  return undefined
}

type Played = Pick<Detector, 'id' | 'detect'> &
  Partial<Pick<Detector, 'isAnsweredElsewhere' | 'maxConnections'>>

class Asking {
  readonly #target: UdpTarget
  readonly #dialogues: DatagramDialogue[] = []
  readonly #failures: FailureRecord[] = []
  #outcome: ProbeOutcome | undefined
  #heard: Exchange | undefined
  #trouble: DialogueError | undefined

  constructor(target: UdpTarget) {
    this.#target = target
  }

  /** Whether the port is named, or asking on would tell no more. */
  get isOver(): boolean {
    const isRefused = this.#dialogues.some(({ failure }) => failure !== undefined)
    return this.#outcome !== undefined || isRefused || this.#trouble !== undefined
  }

  async play(detector: Played): Promise<void> {
    using conversation = new DialogueConversation({
      open: () => this.#open(detector),
      maxConnections: detector.maxConnections ?? 1,
      serverName: null,
      signal: this.#target.signal,
    })
    try {
      const match = await playDetector(detector.detect(this.#context()), conversation)
      if (match) this.#outcome = this.#toOutcome(match, detector, conversation)
    } catch (error) {
      this.#noteError(error, detector.id)
    }
    this.#heard ??= conversation.exchanges.find(({ received }) => received.length > 0)
  }

  toAnswer(): UdpAnswer {
    return {
      ...this.#toVerdict(),
      sent: this.#dialogues.reduce((total, { sent }) => total + sent, 0),
      rttMs: this.#dialogues.find(({ rttMs }) => rttMs !== undefined)?.rttMs,
      outcome: this.#outcome,
      heard: this.#heard,
      failures: this.#failures,
    }
  }

  #toVerdict(): Pick<UdpAnswer, 'state' | 'reason'> {
    if (this.#dialogues.some(({ isHeard }) => isHeard)) {
      return { state: 'open', reason: 'udp-response' }
    }
    const failed = this.#dialogues.find(({ failure }) => failure !== undefined)
    if (failed?.failure !== undefined) return toUdpVerdict(failed.failure)
    if (!this.#trouble) return { state: 'silent', reason: 'no-response' }
    const { reason, message } = this.#trouble
    if (reason === 'local') return toUdpVerdict(message)
    return { state: reason === 'aborted' ? 'silent' : 'barred', reason: message }
  }

  async #open({ isAnsweredElsewhere = false }: Played): Promise<DatagramDialogue> {
    const dialogue = await openDatagrams({ ...this.#target, isAnsweredElsewhere })
    this.#dialogues.push(dialogue)
    return dialogue
  }

  #context(): DetectorContext {
    const { address, port, serverName, userAgent } = this.#target
    const agent = userAgent === undefined ? {} : { userAgent }
    return { host: serverName ?? address, port, tunnel: 'none', ...agent }
  }

  #toOutcome(
    match: Match,
    { id: detector }: Played,
    { exchanges }: { readonly exchanges: readonly Exchange[] },
  ): ProbeOutcome {
    return { match, detector, method: 'probe', tunnel: 'none', exchanges }
  }

  #noteError(error: unknown, detector: string): void {
    if (error instanceof DialogueError) {
      this.#trouble ??= error
      return
    }
    const { address, port } = this.#target
    const message = error instanceof Error ? error.message : String(error)
    this.#failures.push({ stage: 'udp', address, port, detector, message })
  }
}
