/**
 * Chooses ports known to answer, to be probed again and again: where the target is silent, only
 * they can tell a full link from a firewall. A closed port is best; open ones take turns, seldom,
 * and never those whose service counts connections against the caller.
 */
export class Canary {
  readonly #openIntervalMs: number
  #closedPort: number | undefined
  readonly #openPorts: number[] = []
  #turn = 0
  #sentAt = -Infinity
  #recent: boolean[] = []
  #arrivedInRow = 0

  /** `openIntervalMs`: how long an open port of the target is left alone between two canaries. */
  constructor(openIntervalMs: number) {
    this.#openIntervalMs = openIntervalMs
  }

  noteAnswer(port: number, state: 'open' | 'closed'): void {
    if (state === 'closed') this.#closedPort = port
    else if (!touchyPorts.has(port) && this.#openPorts.length < maxOpenPorts) {
      this.#openPorts.push(port)
    }
  }

  get isKnown(): boolean {
    return this.#closedPort !== undefined || this.#openPorts.length > 0
  }

  /** The port to probe now, or undefined when it is too early or none is known. */
  choose(now: number): number | undefined {
    const intervalMs = this.#closedPort === undefined ? this.#openIntervalMs : closedIntervalMs
    if (!this.isKnown || now - this.#sentAt < intervalMs) return undefined
    this.#sentAt = now
    return this.#closedPort ?? this.#openPorts[this.#turn++ % this.#openPorts.length]
  }

  /** Books an outcome; returns the share lost of late, when it is more than a single mishap. */
  record(outcome: 'arrived' | 'lost'): number {
    this.#recent.push(outcome === 'lost')
    if (this.#recent.length > memory) this.#recent.shift()
    this.#arrivedInRow = outcome === 'lost' ? 0 : this.#arrivedInRow + 1
    const lostCount = this.#recent.filter(Boolean).length
    if (outcome === 'arrived' || lostCount < 2) return 0
    const share = lostCount / this.#recent.length
    this.#recent = []
    return share
  }

  /** Whether the last four arrived; asking starts a new count. */
  takeConfidence(): boolean {
    if (this.#arrivedInRow < 4) return false
    this.#arrivedInRow = 0
    return true
  }
}

const memory = 16
const maxOpenPorts = 64
const closedIntervalMs = 20

// OpenSSH 9.8 penalises, VNC locks out, databases block hosts after unfinished connections.
const touchyPorts: ReadonlySet<number> = new Set([
  22, 23, 1433, 1521, 2222, 3306, 3389, 5432, 5900, 5901, 5902, 6379, 9042, 27017, 33060,
])
