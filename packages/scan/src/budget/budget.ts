import { setTimeout as delay } from 'node:timers/promises'
import { DialogueError } from '../service/service-port.ts'
import { Pacer } from './pacer.ts'
import { type SharedPace } from './shared-pace.ts'

/** Says when a connection may be opened and how much it may read. One per scanned target. */
export interface Budget {
  /**
   * Waits for a free place and then grants one connection to an endpoint (`address port`); rejects
   * with a `DialogueError` when the endpoint or the target has used up its share, or on abort.
   */
  openConnection(endpoint: string, signal: AbortSignal): Promise<ConnectionLease>
  /**
   * Grants one datagram socket, whose sender keeps a pace of its own; throws a `DialogueError` when
   * the target has used up its bytes.
   */
  openDatagrams(): ConnectionLease
  /**
   * The budget of another stage: it counts endpoints anew, but shares pace, places and bytes. What is
   * not told stays as it is.
   */
  forStage(limits: Partial<EndpointLimits>): Budget
  readonly used: { readonly connections: number; readonly bytes: number }
}

/** The right to one connection. Release it when the connection is closed. */
export type ConnectionLease = {
  /** Books received bytes; returns how many of them may be kept. */
  readonly take: (sizeBytes: number) => number
  readonly release: () => void
}

/** What one endpoint may be burdened with. */
type EndpointLimits = {
  readonly maxConcurrentPerEndpoint: number
  readonly maxConnectionsPerEndpoint: number
  readonly maxBytesPerConnection: number
}

/** The limits of a budget; the defaults are those of one polite scan. */
export type BudgetLimits = EndpointLimits & {
  readonly maxConcurrent: number
  readonly connectionsPerSecond: number
  /** How many may go at once before the pace counts. */
  readonly burst: number
  readonly maxBytes: number
}

/** Creates the budget of one target; `shared` is the pace of all targets together. */
export function createBudget(limits: Partial<BudgetLimits> = {}, shared?: SharedPace): Budget {
  const all = { ...defaultLimits, ...limits }
  return new StageBudget(new TargetUse(all, shared), all)
}

const defaultLimits: BudgetLimits = {
  maxConcurrent: 192, // 64 ports in flight, 3 connections each
  maxConcurrentPerEndpoint: 3,
  maxConnectionsPerEndpoint: 8,
  connectionsPerSecond: 500,
  burst: 192,
  maxBytesPerConnection: 64 * 1024,
  maxBytes: 16 * 1024 * 1024,
}

type Endpoint = { opened: number; active: number }

/** What all stages of a target use up together. */
class TargetUse {
  readonly limits: BudgetLimits
  readonly #pacer: Pacer
  readonly #shared: SharedPace | undefined
  active = 0
  opened = 0
  bytes = 0
  #waiting: (() => void)[] = []

  constructor(limits: BudgetLimits, shared: SharedPace | undefined) {
    this.limits = limits
    this.#shared = shared
    this.#pacer = new Pacer(performance.now(), limits.burst)
  }

  get bytesLeft(): number {
    return this.limits.maxBytes - this.bytes
  }

  async freedPlace(signal: AbortSignal): Promise<void> {
    refuseIfAborted(signal)
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = () => resolve()
    this.#waiting.push(wake)
    signal.addEventListener('abort', wake, { once: true })
    await promise
    signal.removeEventListener('abort', wake)
    refuseIfAborted(signal)
  }

  async pace(signal: AbortSignal): Promise<void> {
    const { connectionsPerSecond: ratePerSecond, burst } = this.limits
    this.#pacer.refill(performance.now(), { ratePerSecond, burst })
    this.#pacer.take()
    const waitMs = Math.max(this.#pacer.debtMs(ratePerSecond), this.#shared?.book() ?? 0)
    if (waitMs === 0) return
    await delay(waitMs, undefined, { signal }).catch(() => refuseIfAborted(signal))
  }

  // Whoever finds no place waits again; there are never more than a few hundred.
  wakeAll(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }
}

class StageBudget implements Budget {
  readonly #use: TargetUse
  readonly #limits: EndpointLimits
  readonly #endpoints = new Map<string, Endpoint>()

  constructor(use: TargetUse, limits: EndpointLimits) {
    this.#use = use
    this.#limits = limits
  }

  get used() {
    return { connections: this.#use.opened, bytes: this.#use.bytes }
  }

  forStage(limits: Partial<EndpointLimits>): Budget {
    return new StageBudget(this.#use, { ...this.#limits, ...limits })
  }

  async openConnection(name: string, signal: AbortSignal): Promise<ConnectionLease> {
    const endpoint = this.#endpoints.get(name) ?? { opened: 0, active: 0 }
    this.#endpoints.set(name, endpoint)
    while (!this.#hasPlace(endpoint)) {
      this.#refuseIfSpent(endpoint)
      await this.#use.freedPlace(signal)
    }
    this.#refuseIfSpent(endpoint)
    refuseIfAborted(signal)
    endpoint.opened += 1
    endpoint.active += 1
    this.#use.opened += 1
    this.#use.active += 1
    const lease = this.#createLease(endpoint)
    await this.#use.pace(signal).catch((error: unknown) => {
      lease.release()
      throw error
    })
    return lease
  }

  #hasPlace(endpoint: Endpoint): boolean {
    const { active, limits } = this.#use
    return active < limits.maxConcurrent && endpoint.active < this.#limits.maxConcurrentPerEndpoint
  }

  #refuseIfSpent({ opened }: Endpoint): void {
    if (opened >= this.#limits.maxConnectionsPerEndpoint) {
      throw new DialogueError('budget', `Cannot connect: ${opened} connections were made already`)
    }
    this.#refuseIfExhausted()
  }

  #refuseIfExhausted(): void {
    if (this.#use.bytesLeft > 0) return
    throw new DialogueError('budget', 'Cannot connect: the target has sent too many bytes')
  }

  #createTake(): ConnectionLease['take'] {
    const use = this.#use
    let leftBytes = this.#limits.maxBytesPerConnection
    return (sizeBytes) => {
      const kept = Math.max(0, Math.min(sizeBytes, leftBytes, use.bytesLeft))
      leftBytes -= kept
      use.bytes += kept
      return kept
    }
  }

  openDatagrams(): ConnectionLease {
    this.#refuseIfExhausted()
    return { take: this.#createTake(), release: () => undefined }
  }

  #createLease(endpoint: Endpoint): ConnectionLease {
    const use = this.#use
    let isReleased = false
    return {
      take: this.#createTake(),
      release: () => {
        if (isReleased) return
        isReleased = true
        endpoint.active -= 1
        use.active -= 1
        use.wakeAll()
      },
    }
  }
}

function refuseIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new DialogueError('aborted', 'Cannot connect: the work was cancelled')
}
