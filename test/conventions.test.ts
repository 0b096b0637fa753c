import { createHash } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectError, expectSuccess } from './harness/expect-error.ts'
import { type Harness, type KeyHeaders, startHarness } from './harness/start-harness.ts'

const keypair = '/api/auth/v2/keypair'
const scan = '/api/ingest/v1/scan'

let harness: Harness
let keys: KeyHeaders

beforeAll(async () => {
  harness = await startHarness()
  keys = await harness.keys(['user', 'reporter', 'admin'])
})
afterAll(() => harness[Symbol.asyncDispose]())

async function openSession(): Promise<string> {
  const { json } = await harness.request(keypair, { headers: keys })
  const { userID } = json as { userID: string }
  const reply = await harness.request(`/api/auth/v2/admin/user/${userID}/session`, {
    method: 'POST',
    headers: keys,
    body: { kind: 'standard' },
  })
  expectSuccess(reply, 202)
  return (reply.json as { bearer: string }).bearer
}

it('case 1: no credentials', async () => {
  const { message } = expectError(await harness.request(keypair), 401)
  expect(message).toBe('authentication required')
})

it('case 2: half a key pair', async () => {
  expectError(await harness.request(keypair, { headers: { 'api-key': keys['api-key'] } }), 401)
  const secret = { 'api-secret': keys['api-secret'] }
  expectError(await harness.request(keypair, { headers: secret }), 401)
})

it('case 3: a bearer that is none', async () => {
  expectError(
    await harness.request(keypair, { headers: { authorization: 'Bearer nonsense' } }),
    401,
  )
})

it('case 4: a bearer with and without the word', async () => {
  const bearer = await openSession()
  expect(bearer).toMatch(/^[A-Za-z0-9]{64}$/)
  for (const authorization of [bearer, `Bearer ${bearer}`, `bearer ${bearer}`]) {
    const body = { target: 'not a host' }
    const options = { method: 'POST', headers: { authorization }, body }
    expectError(await harness.request(scan, options), 400)
  }
})

it('case 5: header names in any case', async () => {
  const status = await new Promise((resolve, reject) => {
    const headers = { 'API-Key': keys['api-key'], 'Api-SECRET': keys['api-secret'] }
    httpRequest(`${harness.url}${keypair}`, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
  expect(status).toBe(200)
})

it('case 6: user-id and groups of the client change nothing', async () => {
  const other = await harness.keys(['user', 'reporter'], ['public', 'secret'])
  const { json } = await harness.request(keypair, { headers: other })
  const { userID } = json as { userID: string }
  const plain = await harness.request(keypair, { headers: keys })
  const forged = { ...keys, 'user-id': userID, groups: 'secret' }
  const reply = await harness.request(keypair, { headers: forged })
  expectSuccess(reply, 200)
  expect(reply.text).toBe(plain.text)
  const report = {
    type: 'ip',
    attributes: { ip: '192.0.2.66' },
    reputation: -1,
    visibleBy: ['secret'],
  }
  const sent = { method: 'POST', headers: other, body: report }
  expectSuccess(await harness.request('/api/ingest/v1/entity', sent), 202)
  const search = (headers: Readonly<Record<string, string>>) => {
    const body = { query: '192.0.2.66' }
    return harness.request('/api/search/v1/entities/simple', { method: 'POST', headers, body })
  }
  expectSuccess(await search(other), 200)
  expect(await search(forged)).toMatchObject({ status: 204, text: '' })
})

it('case 7: an unknown route', async () => {
  expectError(await harness.request('/api/unknown', { headers: keys }), 404)
  expectError(await harness.request('/api/ingest/v1/unknown', { method: 'POST', body: {} }), 404)
})

it('case 8: a body that is no JSON', async () => {
  const reply = await harness.request(scan, { method: 'POST', headers: keys, rawBody: '{' })
  expect(expectError(reply, 400).message).toBe('incorrect json format')
})

it('case 9: error ids differ, codes are the MD5 of the message', async () => {
  const first = expectError(await harness.request(keypair), 401)
  const second = expectError(await harness.request(keypair), 401)
  expect(first.id).not.toBe(second.id)
  expect(first.code).toBe(second.code)
  expect(first.code).toBe('d603e4994160ed81355e2f6452da9a5c')
  expect(first.code).toBe(createHash('md5').update('authentication required').digest('hex'))
})

it('case 10: a 400 is a WARNING; a 500 is an ERROR that tells nothing', async () => {
  const bad = await harness.request(scan, { method: 'POST', headers: keys, rawBody: '[]' })
  expect(expectError(bad, 400).type).toBe('WARNING')
  await using broken = await startHarness()
  const brokenKeys = await broken.keys()
  await broken.store.query({ text: 'ALTER TABLE key_pairs RENAME TO secret_table' })
  const reply = await broken.request(keypair, { headers: brokenKeys })
  const { type, message } = expectError(reply, 500)
  expect({ type, message }).toEqual({ type: 'ERROR', message: 'Internal Server Error' })
  expect(reply.text).not.toMatch(/key_pairs|relation|SELECT|at /)
})

it('case 11: successes carry no error headers', async () => {
  expectSuccess(await harness.request('/healthz'), 200)
  expectSuccess(await harness.request(keypair, { headers: keys }), 200)
  const options = { method: 'POST', headers: keys, body: { target: '192.0.2.1' } }
  expectSuccess(await harness.request(scan, options), 202)
})

it('case 12: browsers may read the error headers and ask beforehand', async () => {
  const origin = { origin: 'https://console.example' }
  const reply = await harness.request(keypair, { headers: { ...origin, ...keys } })
  expect(reply.headers.get('access-control-expose-headers')).toContain('x-error, x-error-id')
  expect(reply.headers.get('access-control-allow-origin')).toBe('*')
  expect(reply.headers.has('access-control-allow-credentials')).toBe(false)
  const asked = { ...origin, 'access-control-request-method': 'POST' }
  const preflight = await harness.request(scan, { method: 'OPTIONS', headers: asked })
  expectSuccess(preflight, 200)
  expect(preflight.headers.get('access-control-expose-headers')).toContain('x-error, x-error-id')
  expect(preflight.headers.get('access-control-allow-headers')).toBe(
    'authorization, api-key, api-secret, content-type, idempotency-key, last-event-id',
  )
  expect(preflight.headers.get('access-control-allow-methods')).toBe('POST')
  const task = await harness.request(`${scan}/1`, { method: 'OPTIONS', headers: asked })
  expect(task.headers.get('access-control-allow-methods')).toBe('DELETE, GET, HEAD')
})

it('every account belongs to public, whatever groups it is made with', async () => {
  const admin = await harness.keys(['admin'])
  const make = async (body: Readonly<Record<string, unknown>>) => {
    const path = '/api/auth/v2/admin/user'
    const made = await harness.request(path, { method: 'POST', headers: admin, body })
    expectSuccess(made, 202)
    const { apiKey, apiSecret } = made.json as Readonly<Record<string, string>>
    const headers = { 'api-key': apiKey ?? '', 'api-secret': apiSecret ?? '' }
    return (await harness.request(keypair, { headers })).json
  }
  expect(await make({ alias: 'plain', roles: ['user'] })).toMatchObject({ groups: ['public'] })
  const acme = { alias: 'acme', roles: ['user'], groups: ['acme'] }
  expect(await make(acme)).toMatchObject({ groups: ['acme', 'public'] })
})

it('case 127: one request too many', async () => {
  const config = { rateLimits: 'on', readsPerMinute: 2, writesPerMinute: 1 } as const
  await using limited = await startHarness({ config })
  const own = await limited.keys(['user', 'reporter'])
  const read = { headers: own }
  const first = await limited.request(keypair, read)
  expectSuccess(first, 200)
  expect(first.headers.get('ratelimit-limit')).toBe('2')
  expect(first.headers.get('ratelimit-remaining')).toBe('1')
  expectSuccess(await limited.request(keypair, read), 200)
  const refused = await limited.request(keypair, read)
  expectError(refused, 429)
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
  expect(refused.headers.get('ratelimit-remaining')).toBe('0')
  const write = { method: 'POST', headers: own, body: { target: 'not a host' } }
  expectError(await limited.request(scan, write), 400)
  expectError(await limited.request(scan, write), 429)
  expectSuccess(await limited.request(keypair, { headers: await limited.keys(['user']) }), 200)
})
