import { type Endpoint } from '@windvane/api'
import { type Principal } from '@windvane/model'
import { type Static, type TSchema } from 'typebox'
import { type Credential } from '../accounts/identity.ts'
import { type Context } from '../context.ts'

/** What a handler is given: everything already authenticated, limited, parsed and validated. */
export type RouteRequest<E extends Endpoint> = {
  readonly params: StaticOf<E['params']>
  readonly query: StaticOf<E['query']>
  readonly body: StaticOf<E['body']>
  /** Those that the endpoint declares. */
  readonly headers: StaticOf<E['headers']>
  /** On a `public` endpoint without a credential: no roles, group `public`. */
  readonly principal: Principal
  /** The row of the credential the principal came from; absent without one. */
  readonly credential: Credential | undefined
  readonly client: { readonly ip: string; readonly userAgent: string }
  readonly context: Context
}

/** What a handler gives back, as its endpoint `sends` it. */
export type RouteReply<E extends Endpoint> = E['sends'] extends 'document'
  ? DocumentReply
  : E['sends'] extends 'events'
    ? EventsReply
    : BodyReply<E>

/** JSON text that is sent as it is: whoever makes it answers for every member. */
export type DocumentReply = { readonly status: 200; readonly document: string }

export type EventsReply = { readonly status: 200; readonly events: ServerEvents }

/** Yields what there is until it is over, or `signal` fires: then it ends at once. */
export type ServerEvents = (signal: AbortSignal) => AsyncIterable<ServerEvent>

/** One server-sent event; `data` is one line. */
export type ServerEvent = { readonly id: number; readonly name: string; readonly data: string }

/** Spelled per status, so that the compiler keeps the status of a handler's reply a literal. */
type BodyReply<E extends Endpoint> = ReplyOf<E['replies'], 200> | ReplyOf<E['replies'], 202>

export type Route<E extends Endpoint = Endpoint> = {
  readonly endpoint: E
  readonly handle: (request: RouteRequest<E>) => Promise<RouteReply<E>>
}

/** Joins an endpoint and its handler. A read that finds nothing throws `AppError('no_results')`. */
export function defineRoute<const E extends Endpoint>(
  endpoint: E,
  handle: (request: RouteRequest<E>) => Promise<RouteReply<E>>,
): Route<E> {
  return Object.freeze({ endpoint, handle })
}

type ReplyOf<Replies, Status extends 200 | 202> = Status extends keyof Replies
  ? {
      readonly status: Status
      readonly headers?: Readonly<Record<string, string>>
      readonly body: DeepReadonly<StaticOf<Replies[Status]>>
    }
  : never

type StaticOf<S> = S extends TSchema ? Static<S> : undefined

/** A handler may hand out what it must not change; only the serialiser reads it. */
type DeepReadonly<T> = T extends object ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> } : T
