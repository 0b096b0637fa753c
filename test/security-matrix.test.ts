import { type Endpoint, endpoints } from '@windvane/api'
import { type Role, roles } from '@windvane/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as routes from '../apps/server/src/routes/index.ts'
import { expectError } from './harness/expect-error.ts'
import { type Harness, type KeyHeaders, startHarness } from './harness/start-harness.ts'

const unknownId = '01890a5d-ac96-774b-bcce-b302099a8057'

let harness: Harness
const keysOf = new Map<Role | 'none', KeyHeaders>()

beforeAll(async () => {
  harness = await startHarness()
  keysOf.set('none', await harness.keys([]))
  for (const role of roles) keysOf.set(role, await harness.keys([role]))
})
afterAll(() => harness[Symbol.asyncDispose]())

/** With a body, or a place in a stream, that no schema takes: whoever may enter meets 400 at the earliest, never 401 or 403. */
function call(endpoint: Endpoint, headers: Readonly<Record<string, string>>) {
  const path = endpoint.path.replaceAll(/:\w+/g, unknownId)
  const rawBody = endpoint.method === 'GET' ? undefined : '[]'
  return harness.request(path, {
    method: endpoint.method,
    headers: { ...headers, ...(endpoint.sends === 'events' && { 'last-event-id': '!' }) },
    ...(rawBody !== undefined && { rawBody }),
  })
}

function mayEnter({ roles: allowed }: Endpoint, role: Role | 'none'): boolean {
  if (typeof allowed === 'string') return true
  return role !== 'none' && allowed.includes(role)
}

it('every endpoint has a route and every route an endpoint', () => {
  const mounted = Object.values(routes).map(({ endpoint }) => endpoint.name)
  expect(mounted.toSorted()).toEqual(endpoints.map(({ name }) => name).toSorted())
  expect(new Set(mounted).size).toBe(mounted.length)
})

describe.each(endpoints)('$name', (endpoint) => {
  it('T2: refuses a caller without a valid credential', async () => {
    if (endpoint.roles === 'public') return
    const bearer = { authorization: `Bearer ${'a'.repeat(64)}` }
    const keys = { 'api-key': 'a'.repeat(32), 'api-secret': 'a'.repeat(64) }
    const none =
      endpoint.roles === 'optional' ? [] : [{}, { 'user-id': unknownId, groups: 'public' }]
    for (const headers of [bearer, keys, ...none]) {
      expectError(await call(endpoint, headers), 401)
    }
  })

  it('refuses every role that is not listed and no other', async () => {
    for (const [role, keys] of keysOf) {
      const reply = await call(endpoint, keys)
      if (mayEnter(endpoint, role)) expect([401, 403], role).not.toContain(reply.status)
      else expect(expectError(reply, 403).message, role).toBe('unauthorized')
      expect(reply.status, `${role} ${reply.text}`).toBeLessThan(500)
    }
  })

  it('refuses revoked, expired, unverified and disabled credentials', async () => {
    if (endpoint.roles === 'public') return
    for (const change of [
      'DELETE FROM key_pairs WHERE api_key = $1',
      `UPDATE key_pairs SET expire_at = now() - interval '1 second' WHERE api_key = $1`,
      'UPDATE key_pairs SET verified = false WHERE api_key = $1',
      `UPDATE users SET enabled = false
       WHERE id = (SELECT user_id FROM key_pairs WHERE api_key = $1)`,
    ]) {
      const keys = await harness.keys(roles)
      await harness.store.query({ text: change }, [keys['api-key']])
      expectError(await call(endpoint, keys), 401)
    }
  })
})
