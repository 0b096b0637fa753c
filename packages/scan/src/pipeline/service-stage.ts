import { type FailureRecord, type PortRecord } from '@windvane/model'
import { type Budget } from '../budget/budget.ts'
import { createDeadline } from '../budget/deadline.ts'
import { openDialogue } from '../dialogue/open-dialogue.ts'
import { type Scope } from '../scope/scope.ts'
import { type DetectedService, type DetectService } from '../service/service-port.ts'

/** What the stage works with, and whom it tells. */
export type ServiceStageOptions = {
  readonly detectService: DetectService
  readonly scope: Scope
  readonly budget: Budget
  readonly serverName: string | null
  readonly signal: AbortSignal
  readonly onDetected: (detected: DetectedService) => void
  readonly onFailure: (failure: FailureRecord) => void
  readonly onProgress: (done: number, total: number) => void
}

/** Names the services of open ports as they are found, 64 ports at a time. */
export class ServiceStage {
  readonly #options: ServiceStageOptions
  #waiting: PortRecord[] = []
  #running = 0
  #done = 0
  #total = 0
  #onIdle: (() => void) | undefined

  constructor(options: ServiceStageOptions) {
    this.#options = options
  }

  add(port: PortRecord): void {
    this.#waiting.push(port)
    this.#total += 1
    this.#startNext()
  }

  /** Forgets an address whose ports wait: on a host that accepts everything a sample is enough. */
  dropWaiting(address: string): void {
    const kept = this.#waiting.filter((port) => port.address !== address)
    this.#total -= this.#waiting.length - kept.length
    this.#waiting = kept
  }

  /** Resolves when every port added so far is through. */
  async idle(): Promise<void> {
    if (this.#running === 0 && this.#waiting.length === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#onIdle = resolve
    await promise
  }

  #startNext(): void {
    if (this.#options.signal.aborted) this.#waiting = []
    while (this.#running < maxPortsInFlight) {
      const port = this.#waiting.shift()
      if (port === undefined) break
      this.#running += 1
      void this.#detect(port).then(() => this.#finishOne())
    }
    if (this.#running === 0 && this.#waiting.length === 0) this.#onIdle?.()
  }

  #finishOne(): void {
    this.#running -= 1
    this.#done += 1
    this.#options.onProgress(this.#done, this.#total)
    this.#startNext()
  }

  async #detect({ address, port }: PortRecord): Promise<void> {
    const { detectService, serverName, scope, budget, onDetected, onFailure } = this.#options
    using deadline = createDeadline(portTimeoutMs, this.#options.signal)
    const { signal } = deadline
    const endpoint = { address, port, scope, budget, signal }
    try {
      const work = detectService({
        address,
        port,
        serverName,
        signal,
        openDialogue: async (options) => await openDialogue(endpoint, options),
      })
      onDetected(await Promise.race([work, overdue(signal)]))
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      onFailure({ stage: 'services', address, port, message })
    } finally {
      // Whatever is still open on this port ends now.
      deadline.end(new DOMException('The port is done', 'AbortError'))
    }
  }
}

const maxPortsInFlight = 64
const portTimeoutMs = 8000
// What detection may take after its signal to hand over what it has.
const handOverMs = 50

async function overdue(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  const fail = () =>
    setTimeout(() => reject(new Error('Service detection ran out of time')), handOverMs)
  if (signal.aborted) fail()
  else signal.addEventListener('abort', fail, { once: true })
  return await promise
}
