import { type Endpoint } from '@windvane/api'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type Context } from '../context.ts'
import { authorize } from './authorize.ts'
import { attachIdentity, identityOf, principalOf } from './caller.ts'
import { createIdentify } from './identify.ts'
import { readCredential } from './read-credential.ts'
import { createLastingReplies, type LastingReply } from './lasting-replies.ts'
import { pickHeaders } from './pick-headers.ts'
import { checkMediaType } from './request-limits.ts'
import { createRequestRate } from './request-rate.ts'
import { toSchemas } from './route-schemas.ts'

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
  | LastingReply

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
  const replies = createLastingReplies(app, context)

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
        if (endpoint.sends) replies.prepare(endpoint.sends, request, reply)
        // The schemas of the endpoint, of which the handler's types are made, have just passed.
        const answer = await handle(toRouteRequest(request, { endpoint, context }) as never)
        if ('body' in answer) {
          return reply
            .code(answer.status)
            .headers(answer.headers ?? {})
            .send(answer.body)
        }
        return replies.send(answer, request, reply)
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
