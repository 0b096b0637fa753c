import { type AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { feedsDownload } from '@windvane/api'
import { AppError } from '@windvane/model'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { defineRoute, type FileReply } from '../apps/server/src/gateway/define-route.ts'
import { createServer } from '../apps/server/src/gateway/server.ts'
import { type Harness, startHarness } from './harness/start-harness.ts'

let harness: Harness

beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness[Symbol.asyncDispose]())

/** A server with one route, `/file`, that answers so. */
async function serve(answer: FileReply) {
  const { params: _params, headers: _headers, ...endpoint } = feedsDownload
  const route = defineRoute({ ...endpoint, path: '/file' }, async () => answer)
  const app = await createServer(harness.context, [route])
  await app.listen({ host: '127.0.0.1', port: 0 })
  // It listens on TCP.
  const { port } = app.server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/file`, [Symbol.asyncDispose]: () => app.close() }
}

const headers = { 'content-type': 'text/plain', etag: '"x"' }

async function* fail(): AsyncGenerator<string> {
  yield 'the begin'
  await setTimeout(50)
  throw new Error('the store is gone')
}

it('a file that fails on the way never looks whole', async () => {
  await using server = await serve({ status: 200, headers, file: fail })
  const response = await fetch(server.url)
  expect(response.status).toBe(200)
  await expect(response.text()).rejects.toThrow('terminated')
})

it('a file that fails at once is an error like any other', async () => {
  const length = { ...headers, 'content-length': '9' }
  const error = new AppError('query_timeout', {}, { retryAfterSeconds: 1 })
  const file = async function* (): AsyncGenerator<string> {
    if (error.status > 0) throw error
    yield ''
  }
  await using server = await serve({ status: 200, headers: length, file })
  const response = await fetch(server.url)
  expect(response.status).toBe(503)
  expect(response.headers.get('etag')).toBeNull()
  expect(response.headers.get('retry-after')).toBe('1')
  expect(await response.json()).toMatchObject({ error: { message: 'query timed out' } })
})

it('a file has the headers of every reply besides its own', async () => {
  await using server = await serve({ status: 200, headers, file: 'text' })
  const response = await fetch(server.url)
  expect(await response.text()).toBe('text')
  expect(response.headers.get('etag')).toBe('"x"')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(response.headers.has('x-error')).toBe(false)
})

it('304 has error headers as every status but 200 and 202, its tag, and no body', async () => {
  await using server = await serve({ status: 304, headers })
  const response = await fetch(server.url)
  expect(response.status).toBe(304)
  expect(await response.text()).toBe('')
  expect(response.headers.get('etag')).toBe('"x"')
  expect(response.headers.get('x-error')).toBe('not modified')
  expect(response.headers.get('x-error-id')).toMatch(/^[0-9a-f-]{36}$/)
})
