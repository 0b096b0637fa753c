import { type Principal } from '@windvane/model'
import { type FastifyRequest } from 'fastify'
import { type Identity } from '../accounts/identity.ts'

const identities = new WeakMap<FastifyRequest, Identity>()

/** Remembers who makes this request, for as long as the request lives. */
export function attachIdentity(
  request: FastifyRequest,
  identity: Identity | undefined,
  done: () => void,
): void {
  if (identity !== undefined) identities.set(request, identity)
  done()
}

/** `undefined` for a request without a valid credential. */
export function identityOf(request: FastifyRequest): Identity | undefined {
  return identities.get(request)
}

export function principalOf(request: FastifyRequest): Principal {
  return identities.get(request)?.principal ?? anonymous
}

/** The nil UUID (RFC 9562 section 5.9): no row has it. */
const anonymous: Principal = Object.freeze({
  userId: '00000000-0000-0000-0000-000000000000',
  alias: '',
  roles: Object.freeze([]),
  groups: Object.freeze(['public']),
})
