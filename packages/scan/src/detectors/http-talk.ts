import { type DetectorContext, type DetectorSteps } from './define-detector.ts'
import { type HttpPage, toHttpPage } from './http-page.ts'
import { writeRequest } from './http-request.ts'
import { type HttpResponse, parseResponse, untilResponse } from './parse-http-response.ts'
import { reconnect, send } from './steps.ts'

/** Puts questions to one web server, on one connection as long as the server keeps it. */
export class HttpTalk {
  readonly #context: DetectorContext
  #reconnectsLeft: number
  #isOpen = true
  #isUsed = false

  constructor(context: DetectorContext, maxConnections: number) {
    this.#context = context
    this.#reconnectsLeft = maxConnections - 1
  }

  /** Asks for a path; undefined when what came back is not HTTP. */
  *get(path: string, timeoutMs?: number): DetectorSteps<HttpPage | undefined> {
    const wasUsed = this.#isUsed
    const request = writeRequest(this.#context, { path })
    const answer = yield* this.#ask(request, timeoutMs)
    // A server may close a kept connection at any moment; that is no answer to the question.
    const isLost = wasUsed && answer === 'nothing'
    const again = isLost ? yield* this.#ask(request, timeoutMs) : answer
    return typeof again === 'object' ? toHttpPage(again) : undefined
  }

  /** Asks for `/` as HTTP/1.0 did, without a Host: some servers refuse what they do not serve. */
  *getOld(): DetectorSteps<HttpPage | undefined> {
    this.#isOpen = false
    const answer = yield* this.#ask('GET / HTTP/1.0\r\n\r\n')
    return typeof answer === 'object' ? toHttpPage(answer) : undefined
  }

  *#ask(request: string, timeoutMs?: number): DetectorSteps<HttpResponse | Silence> {
    if (!(yield* this.#connect())) return 'nothing'
    this.#isUsed = true
    const limit = timeoutMs === undefined ? {} : { timeoutMs }
    const { bytes } = yield send(request, { until: untilResponse(), idleMs, ...limit })
    const response = parseResponse(bytes)
    this.#isOpen = response?.isReusable === true
    if (bytes.length === 0) return 'nothing'
    return response ?? 'foreign'
  }

  *#connect(): DetectorSteps<boolean> {
    if (this.#isOpen) return true
    if (this.#reconnectsLeft === 0) return false
    this.#reconnectsLeft -= 1
    const { end } = yield reconnect()
    this.#isUsed = false
    return end === 'matched'
  }
}

type Silence = 'nothing' | 'foreign'

const idleMs = 1000
