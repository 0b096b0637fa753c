import { type RemoteInfo, type Socket } from 'node:dgram'
import { type ConnectionLease } from '../budget/budget.ts'
import { toAddress } from '../scope/classify-address.ts'
import {
  type Dialogue,
  DialogueError,
  type Handshake,
  type ReadEnd,
  type ReadOptions,
  type ReadResult,
} from '../service/service-port.ts'
import { type DatagramPace } from './datagram-pace.ts'

/** The connected socket, and one that hears other ports of the peer where those may answer. */
export type DatagramSockets = { readonly sender: Socket; readonly listener: Socket | undefined }

/** What bounds a dialogue of datagrams. */
export type DatagramLimits = {
  readonly address: string
  readonly lease: ConnectionLease
  readonly pace: DatagramPace
  readonly waitMs: number
  readonly signal: AbortSignal
}

/**
 * A dialogue over UDP: each write is one datagram, each read what came back. A read without `until`
 * and `idleMs` ends with the first datagram. A peer that has answered once is asked again when a
 * later datagram stays unanswered; before that, asking again is the caller's.
 */
export class DatagramDialogue implements Dialogue {
  readonly handshake = undefined
  readonly localAddress: string
  readonly #sockets: readonly Socket[]
  readonly #limits: DatagramLimits
  readonly #onAbort = () => this.#finish('aborted')
  readonly #peer: string | undefined
  #chunks: Buffer[] = []
  #received = 0
  #unread = 0
  #sent = 0
  #unanswered: Buffer | undefined
  #sentAt = 0
  #rttMs: number | undefined
  #failure: string | undefined
  #end: ReadEnd | undefined
  #onChange: (() => void) | undefined

  constructor({ sender, listener }: DatagramSockets, limits: DatagramLimits) {
    this.#sockets = [sender, ...(listener ? [listener] : [])]
    this.localAddress = sender.address().address
    this.#limits = limits
    this.#peer = toAddress(limits.address)?.toString()
    for (const socket of this.#sockets) {
      socket.on('message', this.#onMessage)
      socket.on('error', this.#onError)
    }
    limits.signal.addEventListener('abort', this.#onAbort, { once: true })
    if (limits.signal.aborted) this.#onAbort()
  }

  /** Whether any datagram has come, be it empty. */
  get isHeard(): boolean {
    return this.#received > 0
  }

  /** The code of the socket's error, where an ICMP message or this machine ended the dialogue. */
  get failure(): string | undefined {
    return this.#failure
  }

  /** From the last sending to the first sign of the peer. */
  get rttMs(): number | undefined {
    return this.#rttMs
  }

  /** Datagrams sent. */
  get sent(): number {
    return this.#sent
  }

  async write(bytes: Uint8Array | string): Promise<void> {
    this.#unanswered = Buffer.from(bytes)
    await this.#send(this.#unanswered)
  }

  async read(options: ReadOptions = {}): Promise<ReadResult> {
    const { waitMs } = this.#limits
    const asked = this.#unanswered
    this.#unanswered = undefined
    for (let sends = 1; ; sends++) {
      const patienceMs = Math.max(options.timeoutMs ?? 0, waitMs * 2 ** (sends - 1))
      const end = await this.#collect(options, patienceMs)
      const isLost = end === 'timeout' && this.#unread === 0 && this.isHeard
      if (!isLost || asked === undefined || sends >= maxSends) return this.#take(end)
      await this.#send(asked)
    }
  }

  startTls(): Promise<Handshake> {
    return Promise.reject(new DialogueError('tls', 'Cannot start TLS over datagrams'))
  }

  close(): void {
    this.#finish('closed')
  }

  async #send(bytes: Buffer): Promise<void> {
    const [sender] = this.#sockets
    await this.#limits.pace.turn(this.#limits.signal)
    if (this.#end !== undefined || sender === undefined) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#sent += 1
    this.#sentAt = performance.now()
    sender.send(bytes, (error) => {
      if (error) this.#onError(error)
      resolve()
    })
    await promise
  }

  /** Waits for the first datagram, then for as many as the options ask for. */
  async #collect({ until, idleMs, signal }: ReadOptions, waitMs: number): Promise<ReadEnd> {
    const deadline = performance.now() + waitMs
    for (;;) {
      if (this.#unread > 0 && until?.(this.#bytes())) return 'matched'
      const wantsMore = until !== undefined || idleMs !== undefined
      if (this.#unread > 0 && !wantsMore) return 'matched'
      if (this.#end !== undefined) return this.#end
      if (signal?.aborted === true) return 'aborted'
      const isPaused = this.#unread > 0 && idleMs !== undefined
      const leftMs = isPaused ? idleMs : deadline - performance.now()
      if (leftMs <= 0) return 'timeout'
      const isQuiet = await this.#isQuietFor(leftMs, signal)
      if (isQuiet && isPaused) return 'idle'
    }
  }

  async #isQuietFor(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const wake = () => resolve(false)
    const timer = setTimeout(() => resolve(true), ms)
    signal?.addEventListener('abort', wake, { once: true })
    this.#onChange = wake
    const isQuiet = await promise
    this.#onChange = undefined
    signal?.removeEventListener('abort', wake)
    clearTimeout(timer)
    return isQuiet
  }

  #bytes(): Buffer {
    const [first, ...others] = this.#chunks
    if (first === undefined) return Buffer.alloc(0)
    return others.length === 0 ? first : Buffer.concat(this.#chunks)
  }

  #take(end: ReadEnd): ReadResult {
    const bytes = this.#bytes()
    this.#chunks = []
    this.#unread = 0
    return { bytes, end }
  }

  readonly #onMessage = (bytes: Buffer, from: RemoteInfo): void => {
    // Before the connect, and on the listener, the kernel lets everybody through.
    if (this.#end !== undefined || toAddress(from.address)?.toString() !== this.#peer) return
    this.#rttMs ??= performance.now() - this.#sentAt
    this.#received += 1
    this.#unread += 1
    const kept = this.#limits.lease.take(bytes.length)
    if (kept > 0) this.#chunks.push(bytes.subarray(0, kept))
    if (kept < bytes.length || this.#received >= maxDatagrams) return this.#finish('limit')
    this.#onChange?.()
  }

  readonly #onError = (error: NodeJS.ErrnoException): void => {
    if (this.#end !== undefined) return
    this.#failure = error.code ?? error.message
    this.#rttMs ??= performance.now() - this.#sentAt
    this.#finish('closed')
  }

  #finish(end: ReadEnd): void {
    if (this.#end !== undefined) return
    this.#end = end
    this.#limits.signal.removeEventListener('abort', this.#onAbort)
    for (const socket of this.#sockets) socket.close()
    this.#onChange?.()
  }
}

const maxSends = 3
// No answer here comes in more; the limit on bytes does not hold empty datagrams back.
const maxDatagrams = 256
