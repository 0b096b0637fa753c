import { type Detector, type DetectorContext, type Match } from '../detectors/define-detector.ts'
import { playDetector } from './conversation.ts'
import { type ConversationOptions, DialogueConversation } from './dialogue-conversation.ts'
import { type Probe } from './plan-probes.ts'
import { type PortFindings } from './port-findings.ts'
import { type ProbeOutcome } from './probe-outcome.ts'
import { type Dialogue, type ReadResult } from './service-port.ts'

/** What one layer of a port needs: the plain port, or the inside of its TLS. */
export type LayerOptions = {
  readonly detectors: readonly Detector[]
  readonly context: DetectorContext
  readonly serverName: string | null
  readonly open: (signal: AbortSignal) => Promise<Dialogue>
  /** A connection that is already open; the first probe takes it. */
  readonly opened?: Dialogue
  readonly findings: PortFindings
}

const listenMs = 5000
const giveWayAfterMs = 1500
const restMs = listenMs - giveWayAfterMs
const greetingIdleMs = 400

/** Runs single probes on one layer of a port and keeps what was heard on the way. */
export class ProbeLayer implements Disposable {
  /** What the server said unasked, when no detector knew it. */
  greeting: Buffer = Buffer.alloc(0)
  /** Whether the listener has let others go first at a server that seems to serve one peer at a time. */
  hasGivenWay = false
  readonly #options: LayerOptions
  readonly #heard: Buffer[] = []
  readonly #tried = new Set<Detector>()
  #opened: Dialogue | undefined
  #running = 0
  #ended = 0

  constructor(options: LayerOptions) {
    this.#options = options
    this.#opened = options.opened
  }

  [Symbol.dispose](): void {
    this.#opened?.close()
  }

  /** Listens, or plays a detector; TLS is not a probe of a layer but the way into the next. */
  async run(
    probe: Exclude<Probe, { kind: 'tls' }>,
    signal: AbortSignal,
    claim: () => void = () => undefined,
  ): Promise<ProbeOutcome | undefined> {
    if (probe.kind === 'detector') return this.track(this.#detectOrFollow(probe.detector, signal))
    try {
      return await this.#listen(signal, claim)
    } catch (error) {
      this.#options.findings.addError(error, 'listen')
      return undefined
    }
  }

  /** Notes that something else than the listener waits for an answer of the server. */
  async track<Outcome>(work: Promise<Outcome>): Promise<Outcome> {
    this.#running += 1
    try {
      return await work
    } finally {
      this.#running -= 1
      this.#ended += 1
    }
  }

  /**
   * Waits for a greeting. A server that serves one peer at a time leaves all others waiting behind
   * a listener: when nothing at all answers, it leaves and comes back behind them.
   */
  async #listen(signal: AbortSignal, claim: () => void): Promise<ProbeOutcome | undefined> {
    {
      using dialogue = disposable(await this.#take(signal))
      const early = await this.#readGreeting(dialogue.value, giveWayAfterMs, signal)
      const isLate = early.end === 'timeout' && early.bytes.length === 0
      if (!isLate || this.#running === 0 || this.#ended > 0) {
        const late = isLate && (await this.#readGreeting(dialogue.value, restMs, signal))
        return await this.#follow(dialogue.value, { ...(late || early), signal, claim })
      }
    }
    this.hasGivenWay = true
    using dialogue = disposable(await this.#take(signal))
    const greeting = await this.#readGreeting(dialogue.value, listenMs, signal)
    return await this.#follow(dialogue.value, { ...greeting, signal, claim })
  }

  async #readGreeting(
    dialogue: Dialogue,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<ReadResult> {
    return await dialogue.read({
      until: (bytes) => this.#claims(bytes).length > 0,
      timeoutMs,
      idleMs: greetingIdleMs,
      signal,
    })
  }

  /** The detector that knows a greeting goes on with the same connection. */
  async #follow(
    dialogue: Dialogue,
    { bytes, signal, claim }: Heard,
  ): Promise<ProbeOutcome | undefined> {
    const claims = this.#claims(bytes)
    if (claims.length === 0) this.greeting = bytes
    // A greeting that says it all: no other probe need bother the server any longer.
    if (claims[0] && !claims[0].match.isProvisional) claim()
    for (const [index, { detector }] of claims.entries()) {
      const opened = { dialogue, greeting: bytes }
      const outcome = await this.#detect(detector, { signal, ...(index === 0 ? { opened } : {}) })
      if (outcome) return { ...outcome, method: 'banner' }
    }
    return claims[0] && this.#fromBanner(claims[0], bytes)
  }

  /** What answers one protocol's request with the error of another is asked in that other at once. */
  async #detectOrFollow(
    detector: Detector,
    signal: AbortSignal,
  ): Promise<ProbeOutcome | undefined> {
    if (this.#tried.has(detector)) return undefined
    const outcome = await this.#detect(detector, { signal })
    if (outcome && !outcome.match.isProvisional) return outcome
    const suspect = this.#options.detectors.find(
      (other) => !this.#tried.has(other) && this.#heard.some((bytes) => other.matchError?.(bytes)),
    )
    return (suspect && (await this.#detect(suspect, { signal }))) ?? outcome
  }

  async #detect(
    detector: Detector,
    { signal, opened }: DetectOptions,
  ): Promise<ProbeOutcome | undefined> {
    const { context, serverName, findings } = this.#options
    this.#tried.add(detector)
    using conversation = new DialogueConversation({
      open: () => this.#take(signal),
      maxConnections: detector.maxConnections,
      serverName,
      signal,
      ...(opened ? { opened } : {}),
    })
    try {
      const match = await playDetector(detector.detect(context), conversation)
      if (!match) return undefined
      for (const handshake of conversation.handshakes) {
        findings.addHandshake(handshake, { tunnel: 'starttls', serverName })
      }
      const { exchanges } = conversation
      return { match, detector: detector.id, method: 'probe', tunnel: context.tunnel, exchanges }
    } catch (error) {
      findings.addError(error, detector.id)
      return undefined
    } finally {
      this.#heard.push(...conversation.exchanges.map(({ received }) => received))
    }
  }

  async #take(signal: AbortSignal): Promise<Dialogue> {
    const opened = this.#opened
    this.#opened = undefined
    return opened ?? this.#options.open(signal)
  }

  #claims(greeting: Buffer): readonly Claim[] {
    const { detectors, context } = this.#options
    const isHinted = ({ ports, tlsPorts }: Detector) =>
      (context.tunnel === 'tls' ? tlsPorts : ports).includes(context.port)
    return detectors
      .flatMap((detector) => {
        const match = greeting.length > 0 ? this.#matchBanner(detector, greeting) : undefined
        return match ? [{ detector, match }] : []
      })
      .toSorted(
        (a, b) =>
          Number(isHinted(b.detector)) - Number(isHinted(a.detector)) ||
          b.match.confidence - a.match.confidence,
      )
  }

  #matchBanner(detector: Detector, greeting: Buffer): Match | undefined {
    try {
      return detector.matchBanner?.(greeting)
    } catch (error) {
      this.#options.findings.addError(error, detector.id)
      return undefined
    }
  }

  #fromBanner({ detector, match }: Claim, greeting: Buffer): ProbeOutcome {
    const sent = Buffer.alloc(0)
    const received = greeting.subarray(0, 4096)
    return {
      match,
      detector: detector.id,
      method: 'banner',
      tunnel: this.#options.context.tunnel,
      exchanges: [
        { kind: 'exchange', sent, received, end: 'matched', isTruncated: greeting.length > 4096 },
      ],
    }
  }
}

type DetectOptions = Pick<ConversationOptions, 'signal' | 'opened'>

type Heard = ReadResult & { readonly signal: AbortSignal; readonly claim: () => void }

type Claim = { readonly detector: Detector; readonly match: Match }

function disposable(value: Dialogue): { readonly value: Dialogue } & Disposable {
  return { value, [Symbol.dispose]: () => value.close() }
}
