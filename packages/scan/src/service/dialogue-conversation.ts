import { type Reply, type Step } from '../detectors/define-detector.ts'
import { type Conversation } from './conversation.ts'
import { type Dialogue, DialogueError, type Handshake, type ReadEnd } from './service-port.ts'

/** What a conversation needs to open its connections. */
export type ConversationOptions = {
  readonly open: () => Promise<Dialogue>
  readonly maxConnections: number
  /** SNI for STARTTLS. */
  readonly serverName: string | null
  readonly signal: AbortSignal
  /** A connection that is already open, with the bytes that were read from it. */
  readonly opened?: { readonly dialogue: Dialogue; readonly greeting: Buffer }
}

/** One step as it happened; kept so that the bytes can be read again without a new scan. */
export type Exchange = {
  readonly kind: Step['kind']
  readonly sent: Buffer
  /** At most 4,096 bytes. */
  readonly received: Buffer
  readonly end: ReadEnd
  /** Whether more was received than is kept. */
  readonly isTruncated: boolean
}

const keptBytes = 4096
const nothing = Buffer.alloc(0)

/** Answers a detector's steps over real connections. */
export class DialogueConversation implements Conversation, Disposable {
  readonly exchanges: Exchange[] = []
  readonly handshakes: Handshake[] = []
  readonly #options: ConversationOptions
  #dialogue: Dialogue | undefined
  #greeting: Buffer
  #connections = 0

  constructor(options: ConversationOptions) {
    this.#options = options
    this.#dialogue = options.opened?.dialogue
    this.#greeting = options.opened?.greeting ?? nothing
    if (this.#dialogue) this.#connections = 1
  }

  async perform(step: Step): Promise<Reply> {
    const reply = await this.#answer(step)
    const sent = step.kind === 'exchange' ? (step.send ?? nothing) : nothing
    const received = reply.bytes.subarray(0, keptBytes)
    const isTruncated = reply.bytes.length > keptBytes
    this.exchanges.push({ kind: step.kind, sent, received, end: reply.end, isTruncated })
    return reply
  }

  [Symbol.dispose](): void {
    this.#dialogue?.close()
  }

  #answer(step: Step): Promise<Reply> {
    if (step.kind === 'exchange') return this.#exchange(step)
    return step.kind === 'startTls' ? this.#startTls() : this.#reconnect()
  }

  async #exchange(step: Extract<Step, { kind: 'exchange' }>): Promise<Reply> {
    const dialogue = this.#dialogue ?? (await this.#open())
    if (step.send) await dialogue.write(step.send)
    if (step.timeoutMs === 0) return { bytes: nothing, end: 'matched' }
    const early = step.send ? nothing : this.#greeting
    this.#greeting = nothing
    const { until } = step
    if (early.length > 0 && until?.(early)) return { bytes: early, end: 'matched' }
    const result = await dialogue.read({
      signal: this.#options.signal,
      ...(until ? { until: (bytes) => until(Buffer.concat([early, bytes])) } : {}),
      ...(step.timeoutMs === undefined ? {} : { timeoutMs: step.timeoutMs }),
      ...(step.idleMs === undefined ? {} : { idleMs: step.idleMs }),
    })
    return early.length > 0 ? { ...result, bytes: Buffer.concat([early, result.bytes]) } : result
  }

  async #startTls(): Promise<Reply> {
    try {
      const handshake = await this.#dialogue?.startTls({ serverName: this.#options.serverName })
      if (handshake) this.handshakes.push(handshake)
      return { bytes: nothing, end: handshake ? 'matched' : 'closed' }
    } catch (error) {
      if (!(error instanceof DialogueError)) throw error
      if (error.handshake?.chain.length) this.handshakes.push(error.handshake)
      return { bytes: nothing, end: 'closed' }
    }
  }

  async #reconnect(): Promise<Reply> {
    this.#dialogue?.close()
    try {
      await this.#open()
      return { bytes: nothing, end: 'matched' }
    } catch (error) {
      // What was learned before stands; only a first connection that fails is the end.
      if (!(error instanceof DialogueError)) throw error
      return { bytes: nothing, end: 'closed' }
    }
  }

  async #open(): Promise<Dialogue> {
    if (this.#connections >= this.#options.maxConnections) {
      throw new DialogueError(
        'budget',
        'Cannot connect again: the detector has used its connections',
      )
    }
    this.#connections += 1
    this.#dialogue = await this.#options.open()
    return this.#dialogue
  }
}
