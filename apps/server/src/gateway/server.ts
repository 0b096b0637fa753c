import { type Server } from 'node:http'
import { AppError } from '@windvane/model'
import {
  fastify,
  type FastifyInstance,
  type FastifyRequest,
  type FastifyHttpOptions,
} from 'fastify'
import { type Config } from '../config.ts'
import { type Context } from '../context.ts'
import { createAllowedMethods } from './allowed-methods.ts'
import { prepareIdentity } from './caller.ts'
import { answerClientErrors } from './client-error.ts'
import { createErrorReply, type ReplyWithError } from './error-reply.ts'
import { parseJsonBody } from './json-body.ts'
import { limitConnections } from './limit-connections.ts'
import { mount, type MountedRoute } from './mount.ts'
import { checkRequestLimits, maxHeaderBytes, maxHeaders } from './request-limits.ts'
import { type MayUpgrade, mayUpgrade as toMayUpgrade, routeUpgrades } from './upgrades.ts'
import { preflightHeaders, standingHeaders } from './standing-headers.ts'

/** The HTTP server with all its routes, not yet listening. */
export async function createServer(
  context: Context,
  routes: readonly MountedRoute[],
): Promise<FastifyInstance> {
  const replyWithError = createErrorReply(context.config, context.log)
  const sockets = routes.map(({ endpoint }) => endpoint).filter(({ sends }) => sends === 'socket')
  const mayUpgrade = toMayUpgrade(sockets.map(({ path }) => path))
  const app = fastify(serverOptions(context.config, { replyWithError, mayUpgrade }))
  app.setErrorHandler(replyWithError)
  prepareIdentity(app)
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(standingHeaders)
    checkRequestLimits(request)
    done()
  })
  refuseWhileClosing(app)
  acceptJsonOnly(app)
  mount(app, context, routes)
  answerUnknownRoutes(app, routes, replyWithError)
  prepareSockets(app.server, context.config)
  await app.ready()
  routeUpgrades(app.server, app)
  return app
}

type ServerHooks = { readonly replyWithError: ReplyWithError; readonly mayUpgrade: MayUpgrade }

/** Timeouts in milliseconds, sizes in bytes (reliability.md 3.3). */
function serverOptions(
  config: Config,
  { replyWithError, mayUpgrade }: ServerHooks,
): FastifyHttpOptions<Server> {
  return {
    logger: false,
    bodyLimit: 262_144,
    requestTimeout: config.requestTimeoutMs,
    connectionTimeout: 35_000,
    keepAliveTimeout: 72_000,
    maxRequestsPerSocket: 1_000,
    trustProxy: config.trustedProxies.length > 0 && [...config.trustedProxies],
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        allErrors: false,
        strict: true,
      },
    },
    routerOptions: { maxParamLength: 200, caseSensitive: true, ignoreDuplicateSlashes: false },
    http: {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: config.headersTimeoutMs,
      connectionsCheckingInterval: 500,
      insecureHTTPParser: false,
      // `request-limits.ts` asks for it, so that the refusal has error headers.
      requireHostHeader: false,
      joinDuplicateHeaders: false,
      shouldUpgradeCallback: mayUpgrade,
    },
    // Fastify would answer as well: `client-error.ts` does, with the error headers.
    clientErrorHandler: () => undefined,
    frameworkErrors: (error, request, reply) => {
      void reply.headers(standingHeaders)
      replyWithError(error, request, reply)
    },
  }
}

/** The path is known to the router only; the body is parsed only where an endpoint declares one. */
function acceptJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  for (const type of ['application/json', '*']) {
    app.addContentTypeParser(type, { parseAs: 'buffer' }, (request, body: Buffer, done) => {
      done(null, hasBodySchema(request) ? parseJsonBody(body) : undefined)
    })
  }
}

function hasBodySchema(request: FastifyRequest): boolean {
  return request.routeOptions.schema?.body !== undefined
}

/** While it stops, the server finishes what it began and takes nothing new. */
function refuseWhileClosing(app: FastifyInstance): void {
  let isClosing = false
  app.addHook('preClose', (done) => {
    isClosing = true
    done()
  })
  app.addHook('onRequest', (_request, _reply, done) => {
    done(isClosing ? new AppError('unavailable', {}, { retryAfterSeconds: 5 }) : undefined)
  })
}

function answerUnknownRoutes(
  app: FastifyInstance,
  routes: readonly MountedRoute[],
  replyWithError: ReplyWithError,
): void {
  const allowedMethods = createAllowedMethods(routes.map(({ endpoint }) => endpoint))
  app.setNotFoundHandler((request, reply) => {
    const methods = allowedMethods(request.url.split('?', 1)[0] ?? '')
    if (methods.length === 0 || methods.includes(request.method)) {
      return replyWithError(new AppError('not_found'), request, reply)
    }
    const allow = methods.join(', ')
    if (request.method !== 'OPTIONS') {
      return replyWithError(
        new AppError('method_not_allowed'),
        request,
        reply.header('allow', allow),
      )
    }
    // 200 and not 204, which in this contract is an error with error headers.
    return reply
      .headers({ ...preflightHeaders, 'access-control-allow-methods': allow, allow })
      .send()
  })
}

function prepareSockets(server: Server, config: Config): void {
  // One more than is allowed: Node drops the rest in silence, and this one tells.
  server.maxHeadersCount = maxHeaders + 1
  server.maxConnections = config.maxConnections
  limitConnections(server, config)
  answerClientErrors(server)
}
