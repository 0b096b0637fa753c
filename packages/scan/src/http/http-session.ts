import { type HttpPage, toHttpPage } from '../detectors/http-page.ts'
import { type HttpQuestion, writeRequest } from '../detectors/http-request.ts'
import {
  type HttpResponse,
  parseResponse,
  untilResponse,
} from '../detectors/parse-http-response.ts'
import {
  type Dialogue,
  DialogueError,
  type HttpTarget,
  type ReadEnd,
  type SecureOptions,
} from '../service/service-port.ts'

/** A question to one web server, and how it is put. */
export type SessionQuestion = HttpQuestion & {
  /** Another Host than that of the session; with TLS on a connection of its own, without SNI. */
  readonly host?: string
}

/**
 * Puts questions to one web server over at most two connections at once, each used again as long as
 * the server keeps it. All of them go to the target's own address and port, whatever the server says.
 */
export class HttpSession implements Disposable {
  /** What the server agreed to by ALPN when offered h2 and http/1.1. */
  alpn: string | undefined
  /** Whether a question stayed open because time, connections or bytes ran out. */
  isCutShort = false
  readonly #target: HttpTarget
  readonly #signal: AbortSignal
  readonly #kept: Dialogue[] = []
  readonly #waiting: (() => void)[] = []
  #running = 0
  #isAlpnAsked = false

  constructor(target: HttpTarget, signal: AbortSignal) {
    this.#target = target
    this.#signal = signal
  }

  get host(): string {
    return this.#target.serverName ?? this.#target.address
  }

  [Symbol.dispose](): void {
    for (const dialogue of this.#kept.splice(0)) dialogue.close()
  }

  /** Asks; undefined when nothing that is HTTP came back. Never rejects for what the server does. */
  async ask(question: SessionQuestion): Promise<HttpPage | undefined> {
    await this.#enter()
    try {
      const response = await this.#exchange(question)
      return response && toHttpPage(response)
    } catch (error) {
      if (!(error instanceof DialogueError)) throw error
      if (error.reason === 'budget' || error.reason === 'aborted') this.isCutShort = true
      return undefined
    } finally {
      if (this.#signal.aborted) this.isCutShort = true
      this.#leave()
    }
  }

  async #exchange(question: SessionQuestion): Promise<HttpResponse | undefined> {
    const isApart = question.host !== undefined && this.#target.tunnel === 'tls'
    const kept = isApart ? undefined : this.#kept.pop()
    const answer = kept && (await this.#askOn(kept, question))
    // A server may close a kept connection at any moment; that is no answer to the question.
    if (answer && answer !== 'nothing') return answer
    const fresh = await this.#open(isApart ? null : this.#target.serverName)
    const again = await this.#askOn(fresh, question, isApart)
    return again === 'nothing' ? undefined : again
  }

  async #askOn(
    dialogue: Dialogue,
    { host, ...question }: SessionQuestion,
    isApart = false,
  ): Promise<HttpResponse | 'nothing' | undefined> {
    const { port, tunnel, userAgent } = this.#target
    const authority = { host: host ?? this.host, port, tunnel, userAgent }
    await dialogue.write(writeRequest(authority, question))
    const { bytes, end } = await dialogue.read({
      until: untilResponse(maxBodyBytes),
      timeoutMs: answerMs,
      idleMs: pauseMs,
      signal: this.#signal,
    })
    const response = parseResponse(bytes)
    if (response?.isReusable && end === 'matched' && !isApart) this.#kept.push(dialogue)
    else dialogue.close()
    if (end === 'timeout') this.isCutShort = true
    if (bytes.length === 0) return 'nothing'
    return response && { ...response, ...cut(response, end) }
  }

  async #open(serverName: string | null): Promise<Dialogue> {
    // Kept connections count as open; one too many would wait for them for ever.
    while (this.#running + this.#kept.length > width) this.#kept.pop()?.close()
    if (this.#target.tunnel === 'none') return await this.#connect()
    if (!this.#isAlpnAsked) {
      this.#isAlpnAsked = true
      const dialogue = await this.#connectTls({ serverName, alpn: ['h2', 'http/1.1'] })
      this.alpn = dialogue.handshake?.alpn
      if (this.alpn !== 'h2') return dialogue
      dialogue.close()
    }
    return await this.#connectTls({ serverName, alpn: ['http/1.1'] })
  }

  /** A server may refuse names that it does not know (RFC 7301 3.2): once more without any. */
  async #connectTls(secure: SecureOptions): Promise<Dialogue> {
    try {
      return await this.#connect(secure)
    } catch (error) {
      if (!(error instanceof DialogueError) || error.reason !== 'tls') throw error
      return await this.#connect({ serverName: secure.serverName ?? null })
    }
  }

  async #connect(secure?: SecureOptions): Promise<Dialogue> {
    const signal = this.#signal
    return await this.#target.openDialogue({ signal, ...(secure ? { secure } : {}) })
  }

  async #enter(): Promise<void> {
    if (this.#running < width) {
      this.#running += 1
      return
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push(resolve)
    await promise
  }

  /** Hands the place on to whoever waits longest. */
  #leave(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#running -= 1
  }
}

const width = 2
// The most that is kept of a body.
const maxBodyBytes = 256 * 1024
const answerMs = 4000
const pauseMs = 2000

/** What ended a body of no announced length before the server did, or was too long, is not whole. */
function cut(response: HttpResponse, end: ReadEnd): Partial<HttpResponse> {
  const body = response.body.subarray(0, maxBodyBytes)
  const isWhole = (end === 'matched' || end === 'closed') && body.length === response.body.length
  const isLimit = response.body.length >= maxBodyBytes
  return {
    body,
    isTruncated: response.isTruncated || !isWhole || (isLimit && !response.isReusable),
  }
}
