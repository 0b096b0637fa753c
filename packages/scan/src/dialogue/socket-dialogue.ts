import { type Socket } from 'node:net'
import { type ConnectionLease } from '../budget/budget.ts'
import { createDeadline } from '../budget/deadline.ts'
import {
  type Dialogue,
  DialogueError,
  type Handshake,
  type ReadEnd,
  type ReadOptions,
  type ReadResult,
  type SecureOptions,
} from '../service/service-port.ts'
import { performHandshake } from './perform-handshake.ts'
import { resetSocket } from './reset-socket.ts'

/** What bounds a dialogue. */
export type DialogueLimits = {
  readonly lease: ConnectionLease
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly trustAnchors: readonly string[]
}

/** A dialogue over a connected socket; it closes with its signal. */
export class SocketDialogue implements Dialogue {
  readonly #limits: DialogueLimits
  readonly #connection: Socket
  readonly #onAbort = () => this.#finish('aborted')
  #stream: Socket
  #handshake: Handshake | undefined
  #chunks: Buffer[] = []
  #end: ReadEnd | undefined
  #onChange: (() => void) | undefined

  constructor(socket: Socket, limits: DialogueLimits) {
    this.#connection = socket
    this.#stream = socket
    this.#limits = limits
    this.#listen(socket)
    limits.signal.addEventListener('abort', this.#onAbort, { once: true })
    socket.once('close', () => limits.signal.removeEventListener('abort', this.#onAbort))
    if (limits.signal.aborted) this.#onAbort()
  }

  get handshake(): Handshake | undefined {
    return this.#handshake
  }

  get localAddress(): string | undefined {
    return this.#connection.localAddress
  }

  async write(bytes: Uint8Array | string): Promise<void> {
    if (this.#end !== undefined || !this.#stream.writable) return
    const { promise, resolve } = Promise.withResolvers<void>()
    using deadline = createDeadline(this.#limits.timeoutMs, this.#limits.signal)
    deadline.signal.addEventListener('abort', () => resolve(), { once: true })
    this.#stream.write(bytes, () => resolve())
    await promise
  }

  async read({ until, timeoutMs, idleMs, signal }: ReadOptions = {}): Promise<ReadResult> {
    using deadline = createDeadline(timeoutMs ?? this.#limits.timeoutMs, signal)
    const pauseMs = idleMs ?? (until === undefined ? defaultIdleMs : undefined)
    for (;;) {
      const bytes = this.#received()
      if (until !== undefined && bytes.length > 0 && until(bytes)) return this.#take('matched')
      if (this.#end !== undefined) return this.#take(this.#end)
      if (deadline.signal.aborted) {
        return this.#take(signal?.aborted === true ? 'aborted' : 'timeout')
      }
      const isIdle = await this.#changed(deadline.signal, bytes.length > 0 ? pauseMs : undefined)
      if (isIdle) return this.#take('idle')
    }
  }

  async startTls(options: SecureOptions = {}): Promise<Handshake> {
    if (this.#end !== undefined) throw new DialogueError('reset', 'Cannot start TLS: closed')
    this.#unlisten(this.#connection)
    this.#chunks = []
    using deadline = createDeadline(this.#limits.timeoutMs, this.#limits.signal)
    try {
      const { socket, handshake } = await performHandshake({
        socket: this.#connection,
        options,
        trustAnchors: this.#limits.trustAnchors,
        signal: deadline.signal,
      })
      this.#stream = socket
      this.#handshake = handshake
      this.#listen(socket)
      return handshake
    } catch (error) {
      this.close()
      throw error
    }
  }

  close(how: 'reset' | 'polite' = 'reset'): void {
    this.#end ??= 'closed'
    if (how === 'polite' && this.#stream.writable) this.#endPolitely()
    else resetSocket(this.#connection, this.#stream)
    this.#onChange?.()
  }

  #endPolitely(): void {
    const timer = setTimeout(() => resetSocket(this.#connection, this.#stream), lingerMs)
    this.#connection.once('close', () => clearTimeout(timer))
    this.#stream.end()
  }

  #listen(stream: Socket): void {
    stream.on('data', this.#onData)
    stream.on('end', this.#onEnd)
    stream.on('close', this.#onEnd)
    stream.on('error', this.#onError)
  }

  #unlisten(stream: Socket): void {
    stream.off('data', this.#onData)
    stream.off('end', this.#onEnd)
    stream.off('close', this.#onEnd)
    stream.off('error', this.#onError)
  }

  readonly #onData = (chunk: Buffer): void => {
    const kept = this.#limits.lease.take(chunk.length)
    if (kept > 0) this.#chunks.push(chunk.subarray(0, kept))
    if (kept < chunk.length) return this.#finish('limit')
    this.#onChange?.()
  }

  readonly #onEnd = (): void => {
    this.#end ??= 'closed'
    this.#onChange?.()
  }

  readonly #onError = (error: NodeJS.ErrnoException): void => {
    this.#end ??= error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'reset' : 'closed'
    this.#onChange?.()
  }

  #finish(end: ReadEnd): void {
    this.#end ??= end
    this.close()
  }

  #received(): Buffer {
    const [first, ...others] = this.#chunks
    if (first === undefined) return Buffer.alloc(0)
    if (others.length === 0) return first
    const whole = Buffer.concat(this.#chunks)
    this.#chunks = [whole]
    return whole
  }

  #take(end: ReadEnd): ReadResult {
    const bytes = this.#received()
    this.#chunks = []
    return { bytes, end }
  }

  /** Waits for bytes, the end, or the deadline (false), or for a pause without any of them (true). */
  async #changed(signal: AbortSignal, pauseMs: number | undefined): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const wake = () => resolve(false)
    const timer = pauseMs === undefined ? undefined : setTimeout(() => resolve(true), pauseMs)
    signal.addEventListener('abort', wake, { once: true })
    this.#onChange = wake
    const isIdle = await promise
    this.#onChange = undefined
    signal.removeEventListener('abort', wake)
    clearTimeout(timer)
    return isIdle
  }
}

const defaultIdleMs = 200

// How long a peer may take to answer a FIN before it gets a RST.
const lingerMs = 500
