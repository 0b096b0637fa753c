import { type Endpoint } from '@windvane/api'
import { type Principal } from '@windvane/model'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type Context } from '../context.ts'
import { authorize } from './authorize.ts'
import { attachIdentity, identityOf, principalOf } from './caller.ts'
import { createIdentify } from './identify.ts'
import { readCredential } from './read-credential.ts'
import { type DocumentReply, type EventsReply } from './define-route.ts'
import { createPlaces, type Places } from './places.ts'
import { pickHeaders } from './pick-headers.ts'
import { checkMediaType } from './request-limits.ts'
import { createRequestRate } from './request-rate.ts'
import { toSchemas } from './route-schemas.ts'
import { sendDocument } from './send-document.ts'
import { sendEvents } from './send-events.ts'

/** A route whatever its endpoint: `never` stands for the request that its own schemas describe. */
export type MountedRoute = {
  readonly endpoint: Endpoint
  readonly handle: (request: never) => Promise<MountedReply>
}

type MountedReply =
  | {
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly body: unknown
    }
  | DocumentReply
  | EventsReply

/** Of replies that last as long as their reader likes; reliability.md 2.7 has no figure for them. */
const placeLimits = {
  document: { perCaller: 4, inAll: 16 },
  events: { perCaller: 4, inAll: 200 },
} as const

/**
 * The way of a request: sizes and standing headers (`server.ts`), then who asks, how often, whether
 * they may, whether the body can be read, the schemas, the handler, the reply by its schema.
 * Whatever throws on the way ends in `error-reply.ts`.
 */
export function mount(
  app: FastifyInstance,
  context: Context,
  routes: readonly MountedRoute[],
): void {
  const identify = createIdentify(context.accounts)
  const rate = createRequestRate(context.config)
  const places = {
    document: createPlaces(placeLimits.document),
    events: createPlaces(placeLimits.events),
  }
  const closing = new AbortController()
  app.addHook('preClose', (done) => {
    closing.abort()
    done()
  })

  for (const { endpoint, handle } of routes) {
    refuseWithoutRoles(endpoint)
    app.route({
      method: endpoint.method,
      url: endpoint.path,
      ...(endpoint.bodyLimitBytes !== undefined && { bodyLimit: endpoint.bodyLimitBytes }),
      schema: toSchemas(endpoint),
      onRequest: [
        identifyCaller,
        step((request, reply) => rate.count(endpoint, request, reply)),
        step((request) => authorize(endpoint.roles, identityOf(request)?.principal)),
        step((request) => endpoint.body && checkMediaType(request)),
      ],
      handler: async (request, reply) => {
        if (endpoint.sends) holdPlace(places[endpoint.sends], request, reply)
        // The schemas of the endpoint, of which the handler's types are made, have just passed.
        const answer = await handle(toRouteRequest(request, { endpoint, context }) as never)
        if ('body' in answer) {
          return reply
            .code(answer.status)
            .headers(answer.headers ?? {})
            .send(answer.body)
        }
        if ('document' in answer) return sendDocument(reply, answer.document)
        const isAllowed = () => mayStay(request, endpoint)
        const stream = { events: answer.events, closing: closing.signal, isAllowed }
        return sendEvents(reply, { ...stream, log: context.log })
      },
    })
  }

  /** Calls `done` at once for a caller seen within the last second. */
  function identifyCaller(request: FastifyRequest, _reply: FastifyReply, done: Done): void {
    const credential = readCredential(request.raw)
    if (credential === undefined) return done()
    const identity = identify.recall(credential)
    if (identity === undefined) {
      identify.verify(credential).then((found) => attachIdentity(request, found, done), done)
      return
    }
    attachIdentity(request, identity, done)
  }

  /** Whether the caller of a reply that lasts would still be let in, as the same reader. */
  async function mayStay(request: FastifyRequest, endpoint: Endpoint): Promise<boolean> {
    const credential = readCredential(request.raw)
    const then = identityOf(request)?.principal
    if (credential === undefined || then === undefined) return endpoint.roles === 'public'
    const now = (identify.recall(credential) ?? (await identify.verify(credential)))?.principal
    return now !== undefined && isSameReader(then, now)
  }
}

function isSameReader(then: Principal, now: Principal): boolean {
  const isSame = (before: readonly string[], after: readonly string[]) =>
    before.toSorted().join() === after.toSorted().join()
  return isSame(then.roles, now.roles) && isSame(then.groups, now.groups)
}

/** Who may call is part of an endpoint: an empty list is a mistake, not an open door. */
function refuseWithoutRoles({ name, roles }: Endpoint): void {
  if (roles.length === 0) throw new TypeError(`Cannot mount ${name}: it says no roles`)
}

type Done = (error?: Error) => void
type Step = (request: FastifyRequest, reply: FastifyReply, done: Done) => void

/** A hook that either throws or lets the request on, without a promise. */
function step(check: (request: FastifyRequest, reply: FastifyReply) => unknown): Step {
  return (request, reply, done) => {
    check(request, reply)
    done()
  }
}

function holdPlace(places: Places, request: FastifyRequest, reply: FastifyReply): void {
  const place = places.take(identityOf(request)?.principal.userId ?? request.ip)
  reply.raw.once('close', () => place[Symbol.dispose]())
}

function toRouteRequest(
  request: FastifyRequest,
  { endpoint, context }: { readonly endpoint: Endpoint; readonly context: Context },
) {
  return {
    headers: endpoint.headers && pickHeaders(request.raw, endpoint.headers),
    params: request.params,
    query: request.query,
    body: request.body,
    principal: principalOf(request),
    credential: identityOf(request)?.credential,
    client: { ip: request.ip, userAgent: (request.headers['user-agent'] ?? '').slice(0, 512) },
    context,
  }
}
