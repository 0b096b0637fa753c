import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildFeeds } from './harness/build-feeds.ts'
import { type Harness, type KeyHeaders, startHarness } from './harness/start-harness.ts'

let server: Harness
let keys: KeyHeaders

beforeAll(async () => {
  server = await startHarness({ worker: true })
  keys = await server.keys()
  const body = { type: 'ip', attributes: { ip: '203.0.113.1' }, reputation: -3 }
  await server.request('/api/ingest/v1/entity', { method: 'POST', headers: keys, body })
  await buildFeeds(server)
})

afterAll(() => server[Symbol.asyncDispose]())

/** What differs from one reply to the next, and how the bytes of a body come. */
const fleeting = ['date', 'x-error-id', 'transfer-encoding', 'connection', 'keep-alive']

function lasting(headers: Headers) {
  return Object.fromEntries([...headers].filter(([name]) => !fleeting.includes(name)))
}

it.each([
  '/healthz',
  '/api/auth/v2/keypair',
  '/api/search/v1/watchlists',
  '/api/search/v1/entity/nonsense',
  '/api/feeds/v1/list',
  '/api/feeds/v1/download/list/level1/accumulative/ip',
  '/api/feeds/v1/download/list/level1/daily/ip',
  '/api/feeds/v1/download/list/level2/daily/ip',
  '/api/analytics/v1/live',
  '/nowhere',
])('HEAD %s has the status and the headers of GET, and no body', async (path) => {
  const get = await server.request(path, { headers: keys })
  const head = await server.request(path, { method: 'HEAD', headers: keys })
  expect(head).toMatchObject({ status: get.status, text: '' })
  // The bodies of two errors differ by their ids alone.
  expect(lasting(head.headers)).toEqual(lasting(get.headers))
})

it('HEAD tells how large a feed is', async () => {
  const path = '/api/feeds/v1/download/list/level1/accumulative/ip'
  const head = await server.request(path, { method: 'HEAD' })
  const whole = await fetch(`${server.url}${path}`)
  const bytes = await whole.arrayBuffer()
  expect(head.headers.get('content-length')).toBe(String(bytes.byteLength))
})

it('HEAD of a stream of events ends at once', async () => {
  const path = '/api/analytics/v1/live/events'
  const head = await server.request(path, { method: 'HEAD', headers: keys })
  expect(head).toMatchObject({ status: 200, text: '' })
  expect(head.headers.get('content-type')).toBe('text/event-stream')
})

it('HEAD needs what GET needs', async () => {
  for (const path of ['/api/auth/v2/keypair', '/api/analytics/v1/live/events']) {
    const head = await server.request(path, { method: 'HEAD' })
    expect(head).toMatchObject({ status: 401, text: '' })
  }
})

it('HEAD of what can only be written to is refused, with what it takes', async () => {
  const path = '/api/search/v1/entities/simple'
  const head = await server.request(path, { method: 'HEAD', headers: keys })
  expect(head).toMatchObject({ status: 405, text: '' })
  expect(head.headers.get('allow')).toBe('POST')
})
