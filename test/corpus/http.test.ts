import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type RawAnswer, type RawOptions, rawRequest } from '../harness/raw-request.ts'
import { type Harness, type KeyHeaders, startHarness } from '../harness/start-harness.ts'

const keypair = '/api/auth/v2/keypair'
const scan = '/api/ingest/v1/scan'

let harness: Harness
let keys: KeyHeaders
let credentials: string

beforeAll(async () => {
  harness = await startHarness({ config: { headersTimeoutMs: 1_000, requestTimeoutMs: 2_000 } })
  keys = await harness.keys(['user', 'reporter', 'admin'])
  credentials = Object.entries(keys)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
})
afterAll(() => harness[Symbol.asyncDispose]())
afterEach(async () => expectSuccess(await harness.request('/healthz'), 200))

function get(headers: Readonly<Record<string, string>>, path = keypair) {
  return harness.request(path, { headers })
}

/** A request as bytes, with a Host and the credentials unless `head` says otherwise. */
function raw(requestLine: string, rest = '\r\n', options: RawOptions = { replies: 1 }) {
  return rawRequest(harness.url, `${requestLine}\r\nHost: x\r\n${credentials}${rest}`, options)
}

function expectRawError(answer: RawAnswer, status: number): void {
  const last = answer.replies.at(-1)
  expect(last?.status, JSON.stringify(answer)).toBe(status)
  expect(last?.headers.get('x-error')).toMatch(/^[\u0020-\u007e]+$/)
  expect(last?.headers.get('x-error-id')).toMatch(/^[0-9a-f-]{36}$/)
}

it('A1: no credential', async () => {
  expect(expectError(await get({}), 401).message).toBe('authentication required')
})

it('A3: bearers that are none', async () => {
  const token = 'Ab3'.repeat(22)
  for (const length of [63, 64, 65]) {
    expectError(await get({ authorization: `Bearer ${token.slice(0, length)}` }), 401)
  }
  expectError(
    await get({ authorization: `Bearer ${token.slice(0, 32)} ${token.slice(0, 31)}` }),
    401,
  )
  const huge = `GET ${keypair} HTTP/1.1\r\nHost: x\r\nAuthorization: ${'a'.repeat(1e6)}\r\n\r\n`
  expectRawError(await rawRequest(harness.url, huge, { replies: 1 }), 431)
})

it('A5: half a key pair', async () => {
  expectError(await get({ 'api-key': keys['api-key'] }), 401)
  expectError(await get({ 'api-secret': keys['api-secret'] }), 401)
})

it('A7: key and secret swapped, secret of another key', async () => {
  const other = await harness.keys()
  expectError(await get({ 'api-key': keys['api-secret'], 'api-secret': keys['api-key'] }), 401)
  expectError(await get({ ...keys, 'api-secret': other['api-secret'] }), 401)
})

it('A9: the key pair decides, whatever the bearer', async () => {
  const bearer = await openSession()
  const wrong = { ...keys, 'api-secret': 'a'.repeat(64) }
  expectError(await get({ ...wrong, authorization: `Bearer ${bearer}` }), 401)
  expectSuccess(await get({ ...keys, authorization: 'Bearer nonsense' }), 200)
})

it('A11: expired by a second', async () => {
  const own = await harness.keys()
  const text = `UPDATE key_pairs SET expire_at = now() - interval '1 second' WHERE api_key = $1`
  await harness.store.query({ text }, [own['api-key']])
  expectError(await get(own), 401)
})

it('A13: credentials in the query or a cookie', async () => {
  const bearer = await openSession()
  const query = new URLSearchParams({ ...keys, token: bearer, bearer }).toString()
  expectError(await get({}, `${keypair}?${query}`), 401)
  const cookie = `api-key=${keys['api-key']}; api-secret=${keys['api-secret']}; token=${bearer}`
  expectError(await get({ cookie }), 401)
})

it('A15: identity headers of the client, in any spelling', async () => {
  const { body } = lastReply(await raw(`GET ${keypair} HTTP/1.1`))
  const names = ['User_Id', 'USER-ID', 'user-id', 'user-id', 'groups', 'Groups']
  const more = ['X-User-Id', 'X-Groups', 'X-Roles', 'X-Consumer-Id', 'Connection']
  const lines = [...names, ...more].map((name) => `${name}: user-id, groups, admin\r\n`)
  const forged = await raw(`GET ${keypair} HTTP/1.1`, `${lines.join('')}\r\n`)
  expect(lastReply(forged)).toMatchObject({ status: 200, body })
  // No header can have this name (RFC 9110 section 5.1).
  expectRawError(await raw(`GET ${keypair} HTTP/1.1`, 'groups[]: secret\r\n\r\n'), 400)
})

it('A17: identity headers in trailers', async () => {
  const owner = await harness.keys(['reporter'], ['secret'])
  const report = { type: 'ip', attributes: { ip: '192.0.2.17' }, visibleBy: ['secret'] }
  const sent = { method: 'POST', headers: owner, body: report }
  expectSuccess(await harness.request('/api/ingest/v1/entity', sent), 202)
  const body = '{"type":"ip","value":"192.0.2.17"}'
  const rest =
    'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\nTrailer: user-id, groups\r\n\r\n' +
    `${body.length.toString(16)}\r\n${body}\r\n0\r\nuser-id: x\r\ngroups: secret\r\n\r\n`
  expectRawError(await raw('POST /api/search/v1/entity HTTP/1.1', rest), 204)
})

it('A19: headers that would route elsewhere', async () => {
  const elsewhere = {
    'x-forwarded-uri': '/healthz',
    'x-original-url': '/healthz',
    'x-rewrite-url': '/healthz',
    'x-http-method-override': 'DELETE',
  }
  expectError(await get(elsewhere), 401)
  expectSuccess(await get({ ...elsewhere, ...keys }), 200)
})

it('A21: paths in disguise', async () => {
  for (const path of [
    '/api/ingest%2Fv1%2Fscan',
    '/%2e%2e/healthz',
    '/api/../healthz',
    '//healthz',
    '/HEALTHZ',
    '/healthz/',
    '/healthz;x',
  ]) {
    expectRawError(await raw(`GET ${path} HTTP/1.1`), 404)
  }
})

it('A23: a path that cannot be decoded', async () => {
  expectRawError(await raw('GET /api/auth/v2/admin/user/%E0%A4%A/session HTTP/1.1'), 400)
})

it('A25: headers too large, too many; a request line too long', async () => {
  expectRawError(await raw(`GET ${keypair} HTTP/1.1`, `x: ${'a'.repeat(20_480)}\r\n\r\n`), 431)
  expectRawError(await raw(`GET ${keypair} HTTP/1.1`, `${'x: a\r\n'.repeat(200)}\r\n`), 431)
  expectRawError(await raw(`GET ${keypair} HTTP/1.1`, `${'x: a\r\n'.repeat(99)}\r\n`), 431)
  expectRawError(await raw(`GET ${keypair}?${'a'.repeat(8_200)} HTTP/1.1`), 414)
})

it('A27: content lengths that lie', async () => {
  const lines = [
    '1\r\nContent-Length: 2',
    '+5',
    '-1',
    '0x10',
    '5, 6',
    '1\r\nTransfer-Encoding: chunked',
  ]
  for (const line of lines) {
    const answer = await raw(`POST ${scan} HTTP/1.1`, `Content-Length: ${line}\r\n\r\n{}`, {})
    expectRawError(answer, 400)
    expect(answer.isClosed, line).toBe(true)
  }
})

it('A29: chunks that are none', async () => {
  const head = 'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'
  const bad = await raw(`POST ${scan} HTTP/1.1`, `${head}xyz\r\n{}\r\n`, {})
  expectRawError(bad, 400)
  const extension = await raw(
    `POST ${scan} HTTP/1.1`,
    `${head}2;${'a'.repeat(65_536)}\r\n{}\r\n`,
    {},
  )
  expectRawError(extension, 400)
  const endless = await raw(`POST ${scan} HTTP/1.1`, `${head}2\r\n{}\r\n`, {})
  expectRawError(endless, 408)
  expect([bad, extension, endless].every(({ isClosed }) => isClosed)).toBe(true)
})

it('A31: no Host, two Hosts, a Host with a path', async () => {
  const line = `GET /healthz HTTP/1.1\r\n`
  for (const hosts of ['', 'Host: a\r\nHost: b\r\n', 'Host: a/b\r\n', 'Host: a@b\r\n']) {
    expectRawError(await rawRequest(harness.url, `${line}${hosts}\r\n`, { replies: 1 }), 400)
  }
})

it('A33: an upgrade nobody offers', async () => {
  const rest = 'Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
  expect(lastReply(await raw(`GET ${keypair} HTTP/1.1`, rest)).status).toBe(200)
})

it('A35: headers drop by drop', async () => {
  const trickle = { text: 'abcdefghijklmnop', everyMs: 200 }
  const answer = await rawRequest(harness.url, 'GET /healthz HTTP/1.1\r\nHost: ', { trickle })
  expectRawError(answer, 408)
  expect(answer.isClosed).toBe(true)
  expect(answer.durationMs).toBeLessThan(3_000)
})

it('A37: a body over the limit, announced and chunked', async () => {
  const json = 'Content-Type: application/json\r\n'
  const announced = `${json}Content-Length: 300000\r\n\r\n`
  const early = await raw(`POST ${scan} HTTP/1.1`, announced)
  expectRawError(early, 413)
  expect(early.durationMs).toBeLessThan(1_000)
  const chunk = `1000\r\n${' '.repeat(0x1000)}\r\n`
  const chunked = `${json}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(80)}`
  expectRawError(await raw(`POST ${scan} HTTP/1.1`, chunked), 413)
})

it('A39: another method', async () => {
  const reply = await get(keys, scan)
  expectError(reply, 405)
  expect(reply.headers.get('allow')).toBe('POST')
})

it('A41: HEAD; OPTIONS from a foreign origin', async () => {
  const head = await harness.request(keypair, { method: 'HEAD', headers: keys })
  expect(head).toMatchObject({ status: 200, text: '' })
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' }
  const options = await harness.request(keypair, { method: 'OPTIONS', headers })
  expect(options.headers.get('access-control-allow-origin')).toBe('*')
  expect(options.headers.has('access-control-allow-credentials')).toBe(false)
})

it('A43: a pipeline whose second request is malformed', async () => {
  const good = `GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`
  const hundred = await rawRequest(harness.url, good.repeat(100), { replies: 100 })
  expect(hundred.replies.map(({ status }) => status)).toEqual(Array(100).fill(200))
  const answer = await rawRequest(harness.url, `${good}GET / HTP/1.1\r\n\r\n${good}`, {})
  expect(answer.replies.map(({ status }) => status)).toEqual([200, 400])
  expectRawError(answer, 400)
  expect(answer.isClosed).toBe(true)
})

it('an expectation that cannot be met', async () => {
  expectRawError(await raw(`GET ${keypair} HTTP/1.1`, 'Expect: coffee\r\n\r\n'), 417)
})

function lastReply(answer: RawAnswer) {
  const reply = answer.replies.at(-1)
  if (reply === undefined) throw new Error('no reply')
  return reply
}

async function openSession(): Promise<string> {
  const { json } = await get(keys)
  const { userID } = json as { userID: string }
  const path = `/api/auth/v2/admin/user/${userID}/session`
  const reply = await harness.request(path, { method: 'POST', headers: keys, body: {} })
  return (reply.json as { bearer: string }).bearer
}
