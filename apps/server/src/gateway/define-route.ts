import { type Endpoint } from '@windvane/api'
import { type Principal } from '@windvane/model'
import { type Static, type TSchema } from 'typebox'
import { type Context } from '../context.ts'

/** What a handler is given: everything already authenticated, limited, parsed and validated. */
export type RouteRequest<E extends Endpoint> = {
  readonly params: StaticOf<E['params']>
  readonly query: StaticOf<E['query']>
  readonly body: StaticOf<E['body']>
  /** On a `public` endpoint without a credential: no roles, group `public`. */
  readonly principal: Principal
  readonly context: Context
}

export type RouteReply<E extends Endpoint> = {
  readonly [Status in keyof E['replies']]: {
    readonly status: Status
    readonly body: StaticOf<E['replies'][Status]>
  }
}[keyof E['replies']]

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

type StaticOf<S> = S extends TSchema ? Static<S> : undefined
