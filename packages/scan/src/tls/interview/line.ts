import { setTimeout as delay } from 'node:timers/promises'
import { type Detector } from '../../detectors/define-detector.ts'
import { playDetector } from '../../service/conversation.ts'
import { DialogueConversation } from '../../service/dialogue-conversation.ts'
import {
  type Dialogue,
  DialogueError,
  type OpenDialogue,
  type ServiceTarget,
  type TlsTarget,
} from '../../service/service-port.ts'
import { Gate } from './gate.ts'
import { Patience } from './patience.ts'

/** What is done with a connection: `silent` when the server did not answer in time. */
export type LineResult<Result> = Result | 'silent'

/** How a connection is used. */
export type UseOptions = {
  /** Others wait for the answer: goes before what can be asked at any time. */
  readonly isHurried?: boolean
  /** Another address of the target; the target's own unless told. */
  readonly open?: OpenDialogue
}

/** The connections to one port: so many at once, STARTTLS spoken, and an end to patience. */
export class Line implements Disposable {
  /** How many connections were made or tried. */
  connections = 0
  /** Whether every question found a connection and an answer. */
  isComplete = true
  /** Whether a question was refused without a word, as by one who counts connections. */
  hasUnexplained = false
  readonly #target: TlsTarget
  readonly #gate: Gate
  readonly #patience = new Patience()
  #isSpent = false
  readonly #onAbort = () => this.#gate.close()

  constructor(target: TlsTarget) {
    this.#target = target
    this.#gate = new Gate(target.width)
    target.signal.addEventListener('abort', this.#onAbort, { once: true })
    if (target.signal.aborted) this.#onAbort()
  }

  [Symbol.dispose](): void {
    this.#target.signal.removeEventListener('abort', this.#onAbort)
  }

  get serverName(): string | null {
    return this.#target.serverName
  }

  /** Whether nothing more will be asked. */
  get isOver(): boolean {
    return this.#target.signal.aborted || this.#isSpent || this.#patience.isExhausted
  }

  /** Opens a connection ready for a ClientHello, hands it over and closes it; undefined without one. */
  async use<Result>(
    work: (dialogue: Dialogue) => Promise<LineResult<Result>>,
    options: UseOptions = {},
  ): Promise<Result | undefined> {
    const first = await this.#enter(work, options)
    const result = first === 'silent' ? await this.#enterAlone(work, options) : first
    // Other addresses may be down; what is known of this one is none the less complete.
    if (result === undefined && options.open === undefined) this.isComplete = false
    return result
  }

  /**
   * A server that has answered before and now is silent may serve one peer at a time, as the
   * `openssl s_server` does: from now on nothing else is asked meanwhile.
   */
  async #enterAlone<Result>(
    work: (dialogue: Dialogue) => Promise<LineResult<Result>>,
    options: UseOptions,
  ): Promise<Result | undefined> {
    if (options.open !== undefined || !this.#patience.hasAnswered) return undefined
    this.#gate.narrow()
    const result = await this.#enter(work, options)
    if (result === 'silent') return undefined
    if (result !== undefined) this.#patience.forgiveCrowd()
    return result
  }

  async #enter<Result>(
    work: (dialogue: Dialogue) => Promise<LineResult<Result>>,
    options: UseOptions,
  ): Promise<LineResult<Result> | undefined> {
    const isLetIn = await this.#gate.enter(options.isHurried ?? false)
    try {
      return isLetIn && !this.isOver ? await this.#use(work, options) : undefined
    } finally {
      if (isLetIn) this.#gate.leave()
      if (this.isOver) this.#gate.close()
    }
  }

  async #use<Result>(
    work: (dialogue: Dialogue) => Promise<LineResult<Result>>,
    { open }: UseOptions,
  ): Promise<LineResult<Result> | undefined> {
    const dialogue = (await this.#connect(open)) ?? (await this.#connectAgain(open))
    if (!dialogue) return undefined
    try {
      const start = performance.now()
      const result = await work(dialogue)
      if (!open) this.#patience.note(result === 'silent' ? undefined : performance.now() - start)
      return result
    } finally {
      dialogue.close()
    }
  }

  /** Some servers refuse while they are busy with the connections of before. */
  async #connectAgain(open: OpenDialogue | undefined): Promise<Dialogue | undefined> {
    if (this.isOver) return undefined
    await delay(retryMs, undefined, { signal: this.#target.signal }).catch(() => undefined)
    return this.isOver ? undefined : await this.#connect(open)
  }

  async #connect(open: OpenDialogue | undefined): Promise<Dialogue | undefined> {
    const { openDialogue, startTls } = this.#target
    try {
      const dialogue = await (open ?? openDialogue)()
      this.connections += 1
      if (!startTls || (await sayStartTls(dialogue, startTls, this.#target))) return dialogue
      dialogue.close()
    } catch (error) {
      if (!(error instanceof DialogueError)) throw error
      this.#noteFailure(error, open === undefined)
    }
    if (!open) this.#patience.note(undefined)
    return undefined
  }

  #noteFailure({ reason }: DialogueError, isOwn: boolean): void {
    if (reason === 'budget') this.#isSpent ||= isOwn
    else if (reason !== 'aborted' && reason !== 'scope') this.connections += 1
  }
}

const retryMs = 300

/** Speaks the clear part of a protocol up to where a ClientHello may follow. */
async function sayStartTls(
  dialogue: Dialogue,
  startTls: NonNullable<Detector['startTls']>,
  { serverName, address, port, signal, userAgent }: ServiceTarget,
): Promise<boolean> {
  const conversation = new DialogueConversation({
    // Whatever the steps ask, this stays one connection.
    open: () => Promise.reject(new DialogueError('budget', 'Cannot connect again before STARTTLS')),
    maxConnections: 1,
    serverName,
    signal,
    opened: { dialogue, greeting: Buffer.alloc(0) },
  })
  const agent = userAgent === undefined ? {} : { userAgent }
  const context = { host: serverName ?? address, port, tunnel: 'none' as const, ...agent }
  return (await playDetector(startTls(context), conversation)) ?? false
}
