import { setTimeout as delay } from 'node:timers/promises'
import { DialogueError } from '../service/service-port.ts'
import { Pacer } from './pacer.ts'

/** Says when a connection may be opened and how much it may read. One per scanned target. */
export interface Budget {
  /**
   * Waits for a free place and then grants one connection to an endpoint (`address port`); rejects
   * with a `DialogueError` when the endpoint or the target has used up its share, or on abort.
   */
  openConnection(endpoint: string, signal: AbortSignal): Promise<ConnectionLease>
}

/** The right to one connection. Release it when the connection is closed. */
export type ConnectionLease = {
  /** Books received bytes; returns how many of them may be kept. */
  readonly take: (sizeBytes: number) => number
  readonly release: () => void
}

/** The limits of a budget; the defaults are those of one polite scan. */
export type BudgetLimits = {
  readonly maxConcurrent: number
  readonly maxConcurrentPerEndpoint: number
  readonly maxConnectionsPerEndpoint: number
  readonly connectionsPerSecond: number
  readonly maxBytesPerConnection: number
  readonly maxBytes: number
}

/** Creates the budget of one target. */
export function createBudget(limits: Partial<BudgetLimits> = {}): Budget {
  return new TargetBudget({ ...defaultLimits, ...limits })
}

const defaultLimits: BudgetLimits = {
  maxConcurrent: 192, // 64 ports in flight, 3 connections each
  maxConcurrentPerEndpoint: 3,
  maxConnectionsPerEndpoint: 8,
  connectionsPerSecond: 500,
  maxBytesPerConnection: 64 * 1024,
  maxBytes: 16 * 1024 * 1024,
}

type Endpoint = { opened: number; active: number }

class TargetBudget implements Budget {
  readonly #limits: BudgetLimits
  readonly #pacer: Pacer
  readonly #endpoints = new Map<string, Endpoint>()
  #active = 0
  #bytesLeft: number
  #waiting: (() => void)[] = []

  constructor(limits: BudgetLimits) {
    this.#limits = limits
    this.#bytesLeft = limits.maxBytes
    this.#pacer = new Pacer(performance.now(), limits.maxConcurrent)
  }

  async openConnection(name: string, signal: AbortSignal): Promise<ConnectionLease> {
    const endpoint = this.#endpoints.get(name) ?? { opened: 0, active: 0 }
    this.#endpoints.set(name, endpoint)
    while (!this.#hasPlace(endpoint)) {
      this.#refuseIfSpent(endpoint)
      await this.#freedPlace(signal)
    }
    this.#refuseIfSpent(endpoint)
    refuseIfAborted(signal)
    endpoint.opened += 1
    endpoint.active += 1
    this.#active += 1
    const lease = this.#createLease(endpoint)
    await this.#pace(signal).catch((error: unknown) => {
      lease.release()
      throw error
    })
    return lease
  }

  #hasPlace(endpoint: Endpoint): boolean {
    const { maxConcurrent, maxConcurrentPerEndpoint } = this.#limits
    return this.#active < maxConcurrent && endpoint.active < maxConcurrentPerEndpoint
  }

  #refuseIfSpent({ opened }: Endpoint): void {
    if (opened >= this.#limits.maxConnectionsPerEndpoint) {
      throw new DialogueError('budget', `Cannot connect: ${opened} connections were made already`)
    }
    if (this.#bytesLeft <= 0) {
      throw new DialogueError('budget', 'Cannot connect: the target has sent too many bytes')
    }
  }

  async #freedPlace(signal: AbortSignal): Promise<void> {
    refuseIfAborted(signal)
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = () => resolve()
    this.#waiting.push(wake)
    signal.addEventListener('abort', wake, { once: true })
    await promise
    signal.removeEventListener('abort', wake)
    refuseIfAborted(signal)
  }

  async #pace(signal: AbortSignal): Promise<void> {
    const { connectionsPerSecond: ratePerSecond, maxConcurrent: burst } = this.#limits
    this.#pacer.refill(performance.now(), { ratePerSecond, burst })
    this.#pacer.take()
    const waitMs = this.#pacer.debtMs(ratePerSecond)
    if (waitMs === 0) return
    await delay(waitMs, undefined, { signal }).catch(() => refuseIfAborted(signal))
  }

  #createLease(endpoint: Endpoint): ConnectionLease {
    let connectionBytesLeft = this.#limits.maxBytesPerConnection
    let isReleased = false
    return {
      take: (sizeBytes) => {
        const kept = Math.max(0, Math.min(sizeBytes, connectionBytesLeft, this.#bytesLeft))
        connectionBytesLeft -= kept
        this.#bytesLeft -= kept
        return kept
      },
      release: () => {
        if (isReleased) return
        isReleased = true
        endpoint.active -= 1
        this.#active -= 1
        this.#wakeAll()
      },
    }
  }

  // Whoever finds no place waits again; there are never more than a few hundred.
  #wakeAll(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }
}

function refuseIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new DialogueError('aborted', 'Cannot connect: the work was cancelled')
}
