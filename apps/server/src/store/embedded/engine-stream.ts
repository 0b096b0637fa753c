import { Duplex } from 'node:stream'

/** Frontend messages after which the server answers ReadyForQuery: Query and Sync. */
const queryType = 0x51
const syncType = 0x53
const terminateType = 0x58

/**
 * The socket that the driver believes it has. The driver writes one whole message at a time; they
 * are handed on query by query.
 */
export class EngineStream extends Duplex {
  readonly #send: (messages: readonly Uint8Array[]) => void
  #messages: Uint8Array[] = []
  #isStarted = false

  constructor(send: (messages: readonly Uint8Array[]) => void) {
    super({ allowHalfOpen: false })
    this.#send = send
  }

  connect(): this {
    process.nextTick(() => this.emit('connect'))
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  receive(bytes: Buffer): void {
    // Straight to the driver: nothing here ever pauses, so the stream's buffering is only a cost.
    this.emit('data', bytes)
  }

  override _read(): void {}

  override cork(): void {}

  override uncork(): void {}

  /** Takes the message at once, for the same reason. */
  override write(message: Uint8Array, done?: unknown): boolean {
    this.#add(message)
    if (typeof done === 'function') process.nextTick(done)
    return true
  }

  override _final(done: () => void): void {
    this.push(null)
    done()
  }

  #add(message: Uint8Array): void {
    const type = message[0]
    if (this.#isStarted && type === terminateType) return
    this.#messages.push(message)
    if (this.#isStarted && type !== queryType && type !== syncType) return
    this.#isStarted = true
    const messages = this.#messages
    this.#messages = []
    this.#send(messages)
  }
}
