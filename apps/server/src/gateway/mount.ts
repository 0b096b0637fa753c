import { type Endpoint } from '@windvane/api'
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { type Context } from '../context.ts'
import { type Asking, authorize } from './authorize.ts'
import { attachIdentity, identityOf, principalOf } from './caller.ts'
import { createIdentify } from './identify.ts'
import { createLastingReplies, type LastingReply } from './lasting-replies.ts'
import { readCredential, type ShownCredential } from './read-credential.ts'
import { pickHeaders } from './pick-headers.ts'
import { methodsOf } from './methods-of.ts'
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
      method: methodsOf(endpoint),
      url: endpoint.path,
      ...(endpoint.bodyLimitBytes !== undefined && { bodyLimit: endpoint.bodyLimitBytes }),
      schema: toSchemas(endpoint),
      onRequest: [
        identifyCaller(endpoint),
        step((request, reply) => rate.count(endpoint, request, reply)),
        step((request) => authorize(endpoint.roles, toAsking(endpoint, request))),
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
  function identifyCaller(endpoint: Endpoint): Step {
    return (request, _reply, done) => {
      const credential = readShown(endpoint, request)
      if (credential === undefined) return done()
      const identity = identify.recall(credential)
      if (identity === undefined) {
        identify.verify(credential).then((found) => attachIdentity(request, found, done), done)
        return
      }
      attachIdentity(request, identity, done)
    }
  }
}

/** Where no credential is needed, clients of the contract send `Bearer public` for none. */
function readShown({ roles }: Endpoint, request: FastifyRequest): ShownCredential | undefined {
  const credential = readCredential(request.raw)
  const isNone =
    roles === 'optional' && credential?.kind === 'bearer' && credential.token === 'public'
  return isNone ? undefined : credential
}

function toAsking(endpoint: Endpoint, request: FastifyRequest): Asking {
  return {
    principal: identityOf(request)?.principal,
    hasCredential: readShown(endpoint, request) !== undefined,
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
