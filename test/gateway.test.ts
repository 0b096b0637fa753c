import { connect } from 'node:net'
import { searchEntityGet } from '@windvane/api'
import { AppError } from '@windvane/model'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defineRoute } from '../apps/server/src/gateway/define-route.ts'
import { createServer } from '../apps/server/src/gateway/server.ts'
import { expectError, expectSuccess } from './harness/expect-error.ts'
import { type Harness, startHarness } from './harness/start-harness.ts'

let harness: Harness

const id = 'ip-ba7fa36bff8d58ee45b973615e83d9aaeb921f1cc477d9c156e8a9cae8cca16e'

beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness[Symbol.asyncDispose]())

const leaky = defineRoute({ ...searchEntityGet, path: '/leaky/:id', roles: 'public' }, async () => {
  const body = { id: 'x', attributes: { ip: '192.0.2.1' }, secret: 'hidden' }
  return { status: 200, body }
})

const empty = defineRoute({ ...searchEntityGet, path: '/empty/:id', roles: 'public' }, () =>
  Promise.reject(new AppError('no_results')),
)

it('members that a reply schema does not declare never leave', async () => {
  await using app = await createServer(harness.context, [leaky])
  expect((await app.inject(`/leaky/${id}`)).json()).toEqual({
    id: 'x',
    attributes: { ip: '192.0.2.1' },
  })
})

it('an endpoint without roles is not mounted', async () => {
  const open = { ...leaky, endpoint: { ...leaky.endpoint, roles: [] } }
  await expect(createServer(harness.context, [open])).rejects.toThrow('it says no roles')
})

it('a read that finds nothing is 204 without a body, or 404 with one', async () => {
  await using app = await createServer(harness.context, [empty])
  const reply = await app.inject(`/empty/${id}`)
  expect(reply).toMatchObject({ statusCode: 204, body: '' })
  expect(reply.headers).toMatchObject({ 'x-error': 'no results found' })
  expect(reply.headers['x-error-id']).toMatch(/^[0-9a-f-]{36}$/)
  const { context } = harness
  const newer = { ...context, config: { ...context.config, emptyStatus: 404 as const } }
  await using other = await createServer(newer, [empty])
  const missing = await other.inject(`/empty/${id}`)
  expect(missing.statusCode).toBe(404)
  expect(missing.json()).toMatchObject({ error: { message: 'no results found', type: 'WARNING' } })
})

it('the server has the limits of reliability', async () => {
  await using app = await createServer(harness.context, [])
  expect(app.initialConfig).toMatchObject({
    bodyLimit: 262_144,
    requestTimeout: 30_000,
    connectionTimeout: 35_000,
    keepAliveTimeout: 72_000,
    maxRequestsPerSocket: 1_000,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 200, caseSensitive: true, ignoreDuplicateSlashes: false },
  })
  expect(app.server).toMatchObject({
    requestTimeout: 30_000,
    headersTimeout: 9_000,
    keepAliveTimeout: 72_000,
    maxRequestsPerSocket: 1_000,
    maxHeadersCount: 101,
    maxConnections: 10_000,
  })
})

it('one address holds no more connections than it may', async () => {
  await using limited = await startHarness({ config: { maxConnectionsPerIp: 2 } })
  const { hostname, port } = new URL(limited.url)
  const open = () => connect(Number(port), hostname)
  const sockets = [open(), open()]
  await Promise.all(
    sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))),
  )
  const third = open().on('error', () => undefined)
  await new Promise((resolve) => third.once('close', resolve))
  expect(sockets.map(({ destroyed }) => destroyed)).toEqual([false, false])
  for (const socket of sockets) socket.destroy()
  await expect
    .poll(() =>
      limited.request('/healthz').then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200)
})

it('T3: X-Forwarded-For counts only behind a trusted proxy', async () => {
  const limits = { rateLimits: 'on', anonymousPerMinute: 1 } as const
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } })
  await using direct = await startHarness({ config: limits })
  expectSuccess(await direct.request('/healthz', from('192.0.2.1')), 200)
  expectError(await direct.request('/healthz', from('192.0.2.2')), 429)
  await using proxied = await startHarness({ config: { ...limits, trustedProxies: ['127.0.0.1'] } })
  expectSuccess(await proxied.request('/healthz', from('192.0.2.1')), 200)
  expectSuccess(await proxied.request('/healthz', from('192.0.2.2')), 200)
  expectError(await proxied.request('/healthz', from('192.0.2.2')), 429)
})

it('a store that does not answer is 503, with a time to come back', async () => {
  await using broken = await startHarness()
  await broken.store[Symbol.asyncDispose]()
  const reply = await broken.request('/healthz')
  expectError(reply, 503)
  expect(reply.headers.get('retry-after')).toMatch(/^\d+$/)
})
