import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, type KeyHeaders, startHarness } from '../harness/start-harness.ts'

const createUser = '/api/auth/v2/admin/user'
const scan = '/api/ingest/v1/scan'

let harness: Harness
let keys: KeyHeaders

beforeAll(async () => {
  harness = await startHarness()
  keys = await harness.keys(['user', 'reporter', 'admin'])
})
afterAll(() => harness[Symbol.asyncDispose]())
afterEach(async () => expectSuccess(await harness.request('/healthz'), 200))

type Bytes = string | Uint8Array<ArrayBuffer>

function post(rawBody: Bytes, headers: Readonly<Record<string, string>> = {}, path = scan) {
  return harness.request(path, { method: 'POST', headers: { ...keys, ...headers }, rawBody })
}

async function refuse(rawBody: Bytes, path = scan) {
  return expectError(await post(rawBody, {}, path), 400)
}

let users = 0

/** A body that makes a user, with members that replace or add to its own. */
function user(more: Readonly<Record<string, unknown>> = {}) {
  users += 1
  return { alias: `user-${users}`, roles: ['user'], ...more }
}

it('B1: no JSON', async () => {
  for (const body of [
    '',
    '{',
    '{"a":',
    '{}{}',
    '{"a":1,}',
    '// c',
    "'a'",
    '{a:1}',
    'NaN',
    '\u0000',
  ]) {
    expect((await refuse(body)).message).toBe('incorrect json format')
  }
  for (const body of ['[]', '1', '"a"', 'null']) {
    expect((await refuse(body)).message).toBe('incorrect json format')
  }
})

it('B3: bytes that are no UTF-8', async () => {
  const bytes = [...Buffer.from('{"target":"'), 0xff, 0xfe, ...Buffer.from('"}')]
  await refuse(Uint8Array.from(bytes))
  await refuse(Uint8Array.from([...Buffer.from('{"target":"'), 0xed, 0xa0, 0x80, 0x22, 0x7d]))
})

it('B5: another charset', async () => {
  for (const charset of ['utf-16', 'latin1', 'UTF-16LE', '"iso-8859-1"']) {
    const type = { 'content-type': `application/json; charset=${charset}` }
    expectError(await post('{}', type), 415)
  }
  for (const charset of ['utf-8', 'UTF-8', '"utf-8"', 'utf8']) {
    const type = { 'content-type': `application/json; charset=${charset}` }
    expectError(await post('{}', type), 400)
  }
})

it('B7: a byte order mark', async () => {
  expectSuccess(await post(`\ufeff${JSON.stringify(user())}`, {}, createUser), 202)
})

it('B9: members that reach for prototypes', async () => {
  await refuse('{"__proto__":{"admin":true},"target":"192.0.2.1"}')
  await refuse('{"constructor":{"prototype":{}},"target":"192.0.2.1"}')
  await refuse('{"x":{"\\u005f_proto__":1},"target":"192.0.2.1"}')
  expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
})

it('B11: too many members, items, values; too deep', async () => {
  const members = (count: number) =>
    JSON.stringify(
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1])),
    )
  await refuse(members(1_001))
  expectError(await post(members(60_000)), 413)
  await refuse(members(20_000))
  await refuse(`{"a":[${'1,'.repeat(10_000)}1]}`)
  await refuse(`{"a":[${`[${'1,'.repeat(9_000)}1],`.repeat(6)}1]}`)
  await refuse(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`)
  await refuse('['.repeat(100_000))
  const accepted = JSON.stringify(user({ more: JSON.parse(members(999)) as unknown }))
  expectSuccess(await post(accepted.slice(0, 16_000), {}, createUser), 202)
})

it('B11: duplicate members', async () => {
  await refuse('{"target":"192.0.2.1","target":"192.0.2.2"}')
  await refuse('{"target":"192.0.2.1","\\u0074arget":"192.0.2.2"}')
})

it('B13: an integer beyond 2^53', async () => {
  const body = JSON.stringify(user({ days: 0 })).replace('"days":0', '"days":12345678901234567890')
  await refuse(body, createUser)
  await refuse(body.replace('12345678901234567890', '1e400'), createUser)
})

it('B15: what is no integer', async () => {
  for (const days of [1.5, '1', true, [1], {}]) {
    const { param } = await refuse(JSON.stringify(user({ days })), createUser)
    expect(param).toBe('days')
  }
})

it('B17: NUL and lone surrogates', async () => {
  await refuse('{"target":"\\u0000"}')
  await refuse('{"target":"192.0.2.1","more":["\\u0000"]}')
  await refuse('{"target":"192.0.2.1","\\u0000":1}')
  await refuse('{"target":"\\ud800"}')
  await refuse('{"target":"192.0.2.1","x":{"\\udc00":1}}')
})

it('B19: JSON under another name', async () => {
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'x',
  ]) {
    expectError(await post('{"target":"192.0.2.1"}', { 'content-type': type }), 415)
  }
  expectError(await post('{"target":"192.0.2.1"}', { 'content-encoding': 'gzip' }), 415)
})

it('B21: JSON under no name', async () => {
  const body = new Blob([JSON.stringify(user())])
  const reply = await fetch(`${harness.url}${createUser}`, { method: 'POST', headers: keys, body })
  expect(reply.status).toBe(202)
})

it('B23: members nobody asked for', async () => {
  const forged = {
    id: 'x',
    userID: 'x',
    wellKnown: true,
    verified: false,
    accuracy: 3,
    enabled: false,
    expireAt: 1,
    webhook_secrets: 'x',
    apiSecret: 'a'.repeat(64),
  }
  const reply = await post(JSON.stringify(user(forged)), {}, createUser)
  expectSuccess(reply, 202)
  const made = reply.json as { userID: string; apiKey: string; apiSecret: string; expireAt: number }
  expect(made.apiSecret).not.toBe('a'.repeat(64))
  const headers = { 'api-key': made.apiKey, 'api-secret': made.apiSecret }
  const info = await harness.request('/api/auth/v2/keypair', { headers })
  expect(info.json).toMatchObject({ verified: true, roles: ['user'], groups: ['public'] })
  const text = 'SELECT id, enabled, webhook_secrets FROM users WHERE id = $1'
  const rows = await harness.store.query({ text }, [made.userID])
  expect(rows).toEqual([{ id: made.userID, enabled: true, webhook_secrets: null }])
})

it('B23: members nobody asked for in a report', async () => {
  const own = { type: 'ip', attributes: { ip: '192.0.2.23' } }
  const forged = { id: 'x', userID: 'x', wellKnown: true, accuracy: 3, bestReputation: 3 }
  const more = { roles: ['admin'], verified: true, createdAt: '2001-01-01T00:00:00Z' }
  const body = JSON.stringify({ ...own, ...forged, ...more })
  expectSuccess(await post(body, {}, '/api/ingest/v1/entity'), 202)
  const lookUp = JSON.stringify({ type: 'ip', value: '192.0.2.23' })
  const { json } = await post(lookUp, {}, '/api/search/v1/entity')
  expect(json).toMatchObject({
    id: expect.stringMatching(/^ip-/),
    wellKnown: false,
    accuracy: 1,
    bestReputation: 0,
    createdAt: expect.not.stringMatching(/^2001/),
  })
})

it('B25: a required member that is null', async () => {
  expect(await refuse('{"target":null}')).toMatchObject({ param: 'target' })
  expectSuccess(await post(JSON.stringify(user({ email: null, name: null })), {}, createUser), 202)
})

it('B27: names that are too long, hold NUL, are empty', async () => {
  await refuse(JSON.stringify({ ['k'.repeat(65_536)]: 1, target: '192.0.2.1' }))
  await refuse('{"a\\u0000b":1,"target":"192.0.2.1"}')
  expectSuccess(await post(JSON.stringify(user({ '': 1 })), {}, createUser), 202)
})
