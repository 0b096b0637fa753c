import { type Principal } from '@windvane/model'
import { type FastifyInstance, type FastifyRequest } from 'fastify'
import { type Identity } from '../accounts/identity.ts'

const decorator = 'identity'

/** Makes room on every request; a map beside the requests would burden each garbage collection. */
export function prepareIdentity(app: FastifyInstance): void {
  app.decorateRequest(decorator, undefined)
}

/** Remembers who makes this request, for as long as the request lives. */
export function attachIdentity(
  request: FastifyRequest,
  identity: Identity | undefined,
  done: () => void,
): void {
  request.setDecorator(decorator, identity)
  done()
}

/** `undefined` for a request without a valid credential. */
export function identityOf(request: FastifyRequest): Identity | undefined {
  return request.getDecorator<Identity | undefined>(decorator)
}

export function principalOf(request: FastifyRequest): Principal {
  return identityOf(request)?.principal ?? anonymous
}

/** The nil UUID (RFC 9562 section 5.9): no row has it. */
const anonymous: Principal = Object.freeze({
  userId: '00000000-0000-0000-0000-000000000000',
  alias: '',
  roles: Object.freeze([]),
  groups: Object.freeze(['public']),
})
