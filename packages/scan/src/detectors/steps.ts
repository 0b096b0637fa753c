import { type Step } from './define-detector.ts'

/** How long to wait, and for what, after sending. */
export type ExchangeOptions = {
  readonly until?: (bytes: Buffer) => boolean
  readonly timeoutMs?: number
  readonly idleMs?: number
}

/** How long a polite farewell may take; what we came for is known by then. */
export const farewellMs = 300

/** Sends bytes and waits for the answer; text goes out as Latin-1. */
export function send(bytes: Buffer | string, options: ExchangeOptions = {}): Step {
  const data = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
  return { kind: 'exchange', send: data, ...options }
}

/** Sends bytes that get no answer. */
export function post(bytes: Buffer): Step {
  return { kind: 'exchange', send: bytes, timeoutMs: 0 }
}

/** Waits for bytes without sending any. */
export function receive(options: ExchangeOptions = {}): Step {
  return { kind: 'exchange', ...options }
}

/** Continues inside TLS on the same connection. */
export function startTls(): Step {
  return { kind: 'startTls' }
}

/** Leaves the connection and opens another. */
export function reconnect(): Step {
  return { kind: 'reconnect' }
}
