import { type AppError } from '@windvane/model'
import { type FastifyReply, type FastifyRequest } from 'fastify'
import { type Logger } from 'pino'
import { type Config } from '../config.ts'
import { describeError } from './describe-error.ts'
import { toAppError } from './to-app-error.ts'

export type ReplyWithError = (error: unknown, request: FastifyRequest, reply: FastifyReply) => void

/** The one place where an error becomes an HTTP reply. A 500 says nothing but its id. */
export function createErrorReply(
  { emptyStatus }: Pick<Config, 'emptyStatus'>,
  log: Logger,
): ReplyWithError {
  return (failure, request, reply) => {
    const error = toAppError(failure, request.query)
    const status = error.code === 'no_results' ? emptyStatus : error.status
    const { id, headers, body } = describeError(error, status)
    if (status >= 500) logFailure(log, { error, id, request })
    void reply.code(status).headers(headers)
    if (error.status === 413 || error.status === 408) void reply.header('connection', 'close')
    if (status === 204) void reply.send()
    else void reply.type('application/json; charset=utf-8').serializer(asIs).send(body)
  }
}

/** Never headers, query or body: they hold credentials and what callers ask for. */
function logFailure(
  log: Logger,
  failure: { readonly error: AppError; readonly id: string; readonly request: FastifyRequest },
): void {
  const { error, id, request } = failure
  const route = { method: request.method, route: request.routeOptions.url ?? '' }
  log.error({ errorId: id, ...route, err: error.cause ?? error }, error.message)
}

function asIs(body: unknown): string {
  return String(body)
}
