import { type Endpoint } from '@windvane/api'
import { type FastifyReply, type FastifyRequest } from 'fastify'
import { type Config } from '../config.ts'
import { identityOf } from './caller.ts'
import { createRateLimiter } from './rate-limit.ts'

export type RequestRate = {
  /** Throws 429 for one request too many of an account, or of an address without one. */
  readonly count: (endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply) => void
}

export function createRequestRate(config: Config): RequestRate {
  if (config.rateLimits === 'off') return { count: () => undefined }
  const limiter = createRateLimiter()
  return {
    count: (endpoint, request, reply) => {
      const { key, perMinute } = allowance(config, endpoint, request)
      const { headers, error } = limiter.take(key, perMinute)
      void reply.headers(headers)
      if (error !== undefined) throw error
    },
  }
}

type Allowance = { readonly key: string; readonly perMinute: number }

function allowance(config: Config, { method, path }: Endpoint, request: FastifyRequest): Allowance {
  const userId = identityOf(request)?.principal.userId
  if (userId === undefined) {
    return { key: `anonymous ${request.ip}`, perMinute: config.anonymousPerMinute }
  }
  if (method !== 'GET' && path.startsWith('/api/ingest/')) {
    return { key: `write ${userId}`, perMinute: config.writesPerMinute }
  }
  return { key: `read ${userId}`, perMinute: config.readsPerMinute }
}
