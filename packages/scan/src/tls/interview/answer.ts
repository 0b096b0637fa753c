import { type ServerFlight } from '../handshake/server-flight.ts'
import { type ServerHello } from '../wire/server-hello.ts'

/** A flight with a ServerHello in it. */
export type AgreedFlight = ServerFlight & { readonly hello: ServerHello }

/** What came of a question. */
export type Answer =
  | { readonly kind: 'agreed'; readonly flight: AgreedFlight }
  /** The server will not: by an alert, or by closing the connection. */
  | { readonly kind: 'refused'; readonly alert?: number }
  /** What came is not TLS. */
  | { readonly kind: 'foreign' }
  /** Nothing came in time, or the question could not be asked. */
  | { readonly kind: 'unknown' }

/** The group that keys were exchanged in, or that a HelloRetryRequest asks for. */
export function readGroup({ hello, keyExchange }: AgreedFlight): number | undefined {
  return keyExchange?.kind === 'named-curve' ? keyExchange.group : hello.group
}

export const unknownAnswer: Answer = Object.freeze({ kind: 'unknown' })
