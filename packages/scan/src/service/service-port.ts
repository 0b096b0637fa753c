import {
  type FailureRecord,
  type HttpRecord,
  type ServiceRecord,
  type TlsEndpointRecord,
  type TlsRecord,
} from '@windvane/model'
import { type Detector } from '../detectors/define-detector.ts'

/** One open port to be named, and the only way to reach it. */
export type ServiceTarget = {
  readonly address: string
  readonly port: number
  /** The host name that was asked for; null when the target is an address. */
  readonly serverName: string | null
  readonly openDialogue: OpenDialogue
  /** Sent where a protocol has a place for it; absent: the program's own name. */
  readonly userAgent?: string
  /** Ends the whole work on this port: its deadline, the stage's, the scan's or a cancel. */
  readonly signal: AbortSignal
}

/** What is known of one port after detection. */
export type DetectedService = {
  readonly service: ServiceRecord
  readonly tls: readonly TlsRecord[]
  readonly failures: readonly FailureRecord[]
}

/** Names the service of one open port; never rejects for what the peer does. */
export type DetectService = (target: ServiceTarget) => Promise<DetectedService>

/** One port whose TLS is to be laid open. */
export type TlsTarget = ServiceTarget & {
  readonly tunnel: 'tls' | 'starttls'
  /** The protocol below STARTTLS and how a fresh connection of it gets to the ClientHello. */
  readonly protocol?: string
  readonly startTls?: NonNullable<Detector['startTls']>
  /** Connections at once. */
  readonly width: number
  /** The same port on the target's other addresses, each for a few connections. */
  readonly others: readonly Pick<ServiceTarget, 'address' | 'openDialogue'>[]
  /** Roots in PEM that are trusted besides Mozilla's. */
  readonly trustAnchors: readonly string[]
}

/** Lays the TLS of one port open; undefined when no handshake got an answer. Never rejects for what the peer does. */
export type ExamineTls = (target: TlsTarget) => Promise<TlsEndpointRecord | undefined>

/** One web server to be asked a little more than its name. */
export type HttpTarget = ServiceTarget & { readonly tunnel: 'none' | 'tls' }

/** Examines a web server; undefined when it answered nothing. Never rejects for what the peer does. */
export type ExamineHttp = (target: HttpTarget) => Promise<HttpRecord | undefined>

/**
 * Opens one connection to the target's port; rejects with `DialogueError`. It waits while the port
 * has 3 connections open, and is refused (`budget`) after 8 in all or when the bytes are used up.
 */
export type OpenDialogue = (options?: DialogueOptions) => Promise<Dialogue>

/** How a connection is opened. */
export type DialogueOptions = {
  /** Cancels this connection alone, for example when another probe has won. */
  readonly signal?: AbortSignal
  /** Present: a TLS handshake follows the connect. */
  readonly secure?: SecureOptions
  /** For the connect, and once more for a handshake: 3,000 unless told. */
  readonly timeoutMs?: number
}

/** What the ClientHello says; certificates are never required to be valid. */
export type SecureOptions = {
  /** SNI. Null or absent sends none. */
  readonly serverName?: string | null
  readonly alpn?: readonly string[]
  readonly minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'
  readonly maxVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'
  /** OpenSSL cipher list; `ALL:@SECLEVEL=0` unless told. */
  readonly ciphers?: string
}

/** The peer's side of a handshake, as far as it came. */
export type Handshake = {
  /** `TLSv1.2`, `TLSv1.3`; absent when the handshake failed before it was agreed. */
  readonly version?: string
  /** IANA's name of the suite. */
  readonly cipher?: string
  readonly alpn?: string
  /** DER, leaf first, as OpenSSL orders them. */
  readonly chain: readonly Uint8Array[]
  readonly isTrusted: boolean
  /** OpenSSL's verification error name, such as `CERT_HAS_EXPIRED`. */
  readonly trustError?: string
}

/** Waits for `until(bytes so far)`; without it for the first bytes and then for silence. */
export type ReadOptions = {
  readonly until?: (bytes: Buffer) => boolean
  /** For the whole read: 3,000 unless told. */
  readonly timeoutMs?: number
  /** After the first byte: how long a pause ends the read. 200 unless told; with `until` none. */
  readonly idleMs?: number
  readonly signal?: AbortSignal
}

/** Why a read ended: `until` came true, a pause, no answer in time, the peer or a limit ended it. */
export type ReadEnd = 'matched' | 'idle' | 'timeout' | 'closed' | 'reset' | 'limit' | 'aborted'

/** Bytes received since the last read (whole, also beyond what `until` needed), and why it ended. */
export type ReadResult = { readonly bytes: Buffer; readonly end: ReadEnd }

/** One connection, limited in bytes and time. Silence and a closing peer are answers, not errors. */
export interface Dialogue {
  /** The outcome of the last TLS handshake; undefined on a plain connection. */
  readonly handshake: Handshake | undefined
  readonly localAddress: string | undefined
  /** Resolves when the kernel has the bytes; does nothing on a connection that has ended. */
  write(bytes: Uint8Array | string): Promise<void>
  /** Never rejects. */
  read(options?: ReadOptions): Promise<ReadResult>
  /** Continues in TLS (STARTTLS); rejects with `DialogueError`. Unread bytes are dropped. */
  startTls(options?: SecureOptions): Promise<Handshake>
  /** Ends the connection: by RST, or politely by FIN. Safe to repeat. */
  close(how?: 'reset' | 'polite'): void
}

/** Why a connection or a handshake did not come about. */
export type DialogueFailure =
  | 'refused'
  | 'reset'
  | 'timeout'
  | 'unreachable'
  | 'tls'
  | 'scope'
  | 'budget'
  | 'aborted'
  | 'local'

/** A connection or handshake that failed; a failed handshake still tells what the peer showed. */
export class DialogueError extends Error {
  readonly reason: DialogueFailure
  readonly handshake: Handshake | undefined

  constructor(reason: DialogueFailure, message: string, options: DialogueErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'DialogueError'
    this.reason = reason
    this.handshake = options.handshake
  }
}

/** What else is known of a failure. */
export type DialogueErrorOptions = {
  readonly handshake?: Handshake | undefined
  readonly cause?: unknown
}
