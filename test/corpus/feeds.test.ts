import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient, type Client } from '../entities/client.ts'
import { buildFeeds } from '../harness/build-feeds.ts'
import { expectError, expectNothing, expectSuccess } from '../harness/expect-error.ts'
import { rawRequest } from '../harness/raw-request.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'

const downloads = '/api/feeds/v1/download/list'
const checksum = '/api/feeds/v1/download/checksum'

let server: Harness
let client: Client

beforeAll(async () => {
  server = await startHarness({ worker: true, config: { sendTimeoutMs: 1_500 } })
  client = await createClient(server, ['user', 'reporter', 'trusted'])
  for (const ip of ['203.0.113.1', '203.0.113.2', '203.0.113.3']) {
    await client.report({ type: 'ip', attributes: { ip }, reputation: -3 })
  }
  await buildFeeds(server)
})

afterAll(() => server[Symbol.asyncDispose]())

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}${path}`, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

async function readLines(): Promise<readonly string[]> {
  const { text } = await get(`${downloads}/level1/accumulative/ip`, { accept: 'text/plain' })
  return text.trimEnd().split('\n')
}

describe('feeds, asked badly', () => {
  it.each(['level0', 'level4', 'LEVEL1', 'level1%00', '..%2flevel1', 'level1%20', '1'])(
    'I1: level %s is refused',
    async (level) => {
      expectError(await server.request(`${downloads}/${level}/accumulative/ip`), 400)
      const query = `?level=${level}&type=accumulative&name=ip`
      expectError(await server.request(`${checksum}${query}`), 400)
    },
  )

  it('I3: a name leads to a feed or to nothing', async () => {
    for (const name of [
      '..%2f..%2f..%2fetc%2fpasswd',
      '..%2f',
      '%2e%2e%2fip',
      'ip%2f..%2fmd5',
      'ip.tar.gz',
      'ip%00',
      'ip%0a',
      '%F0%9F%98%80',
      '*',
      'x'.repeat(200),
    ]) {
      expectNothing(await server.request(`${downloads}/level1/accumulative/${name}`))
      const query = `?level=level1&type=accumulative&name=${name}`
      expectNothing(await server.request(`${checksum}${query}`))
    }
    expectNothing(
      await server.request(`${checksum}?level=level1&type=daily&name=${'x'.repeat(1_024)}`),
    )
    for (const name of ['../../../etc/passwd', '%2e%2e', 'ip/../md5', 'x'.repeat(1_024)]) {
      const path = `${downloads}/level1/accumulative/${name}`
      const request = `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
      const [reply] = (await rawRequest(server.url, request)).replies
      expect([204, 400, 404, 414], path).toContain(reply?.status)
    }
  })

  it('I5: the form follows the type, but for plain text alone', async () => {
    const path = `${downloads}/level1/accumulative/ip`
    const types = ['text/html', '*/*', 'text/plain, */*', 'text/plain;q=0.5', 'a/b,'.repeat(2_000)]
    for (const accept of types) {
      expect((await get(path, { accept })).headers.get('content-type')).toBe('application/gzip')
    }
    const text = await get(path, { accept: 'text/plain' })
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(text.headers.get('vary')).toBe('accept')
    expect(text.text).toBe('203.0.113.1\n203.0.113.2\n203.0.113.3\n')
  })

  it('I7: what the reader has is not sent again, and a date that is none says nothing', async () => {
    const path = `${downloads}/level1/accumulative/ip`
    const first = await get(path)
    const etag = first.headers.get('etag') ?? ''
    const modified = first.headers.get('last-modified') ?? ''
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/)
    for (const headers of [
      { 'if-none-match': etag },
      { 'if-none-match': `"other", W/${etag}` },
      { 'if-none-match': '*' },
      { 'if-modified-since': modified },
    ]) {
      const again = await get(path, headers)
      expect(again).toMatchObject({ status: 304, text: '' })
      expect(again.headers.get('etag')).toBe(etag)
    }
    for (const headers of [
      { 'if-none-match': '"other"' },
      { 'if-none-match': 'x'.repeat(8_192) },
      { 'if-none-match': '"other"', 'if-modified-since': modified },
      { 'if-modified-since': 'nonsense' },
      { 'if-modified-since': 'Mon, 01 Jan 2001 00:00:00 GMT' },
      { 'if-none-match': etag, accept: 'text/plain' },
    ]) {
      expect((await get(path, headers)).status).toBe(200)
    }
    await buildFeeds(server)
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304)
    expect((await get(path)).headers.get('last-modified')).toBe(modified)
  })

  it('I9: a checksum of none is the list, of half a name refused, of no feed nothing', async () => {
    const list = await get(checksum)
    expect(list.text.split('\n').length).toBe(3)
    expect(list.text).toMatch(/^(?:[0-9a-f]{32} {2}level1\/(?:accumulative|daily)\/ip\n){2}$/)
    for (const query of ['?level=level1', '?name=ip&type=daily', '?level=1&type=daily&name=ip']) {
      expectError(await server.request(`${checksum}${query}`), 400)
    }
    expectNothing(await server.request(`${checksum}?level=level1&type=daily&name=domain`))
  })

  it('I11: what is cleared or well known is gone at the next build, and from caches', async () => {
    const path = `${downloads}/level1/accumulative/ip`
    const before = await get(path)
    expect(before.headers.get('cache-control')).toBe('no-cache')
    await client.report({ type: 'ip', attributes: { ip: '203.0.113.1' }, reputation: 0 })
    const known = { type: 'ip', attributes: { ip: '203.0.113.2' } }
    expect((await client.post('/api/ingest/v1/well-known', known)).status).toBe(202)
    expect(await readLines()).toHaveLength(3)
    await buildFeeds(server)
    expect(await readLines()).toEqual(['203.0.113.3'])
    const again = await get(path, { 'if-none-match': before.headers.get('etag') ?? '' })
    expect(again.status).toBe(200)
    await client.report({ type: 'ip', attributes: { ip: '203.0.113.3' }, reputation: 1 })
    await buildFeeds(server)
    expectNothing(await server.request(path))
    expect((await server.request('/api/feeds/v1/list')).json).toEqual([])
    expect((await get(checksum)).text).toBe('')
  })

  it('I13: a credential that is no good is refused, and public is none', async () => {
    for (const path of ['/api/feeds/v1/list', `${downloads}/level1/daily/ip`, checksum]) {
      for (const headers of [
        { authorization: 'Bearer nonsense' },
        { authorization: 'nonsense' },
        { 'api-key': 'a'.repeat(32), 'api-secret': 'a'.repeat(64) },
        { 'api-key': 'a'.repeat(32) },
        { 'api-key': 'public', 'api-secret': 'public' },
      ]) {
        expectError(await server.request(path, { headers: { ...headers } }), 401)
      }
      const { status } = await server.request(path, { headers: { authorization: 'Bearer public' } })
      expect([200, 204]).toContain(status)
    }
    const headers = { authorization: 'Bearer public' }
    expectError(await server.request('/api/auth/v2/keypair', { headers }), 401)
  })
})

describe('feeds, read slowly', () => {
  const path = `${downloads}/level1/daily/filename`

  beforeAll(async () => {
    // More than the buffers of two sockets take.
    for (let batch = 0; batch < 24; batch += 1) {
      await client.report({
        type: 'malware',
        attributes: { malware: `family ${batch}` },
        reputation: -3,
        associations: Array.from({ length: 15 }, (_, index) => ({
          type: 'filename',
          attributes: {
            filename: `sample ${batch}-${index}`,
            text: randomBytes(32_000).toString('hex'),
          },
          reputation: -3,
        })),
      })
    }
    await buildFeeds(server)
  }, 120_000)

  function startSlowly(): Socket {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined)
    socket.pause()
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    return socket
  }

  async function readStatus(socket: Socket): Promise<string> {
    await once(socket, 'readable')
    return String(socket.read(12) as Buffer | null).slice(9)
  }

  it('I15: who takes a byte now and then is cut off, and others are served meanwhile', async () => {
    const sockets = Array.from({ length: 20 }, startSlowly)
    const statuses = await Promise.all(sockets.map(readStatus))
    expect(statuses.toSorted()).toEqual([...Array(4).fill('200'), ...Array(16).fill('429')])
    const slow = sockets.filter((_socket, index) => statuses[index] === '200')
    const timer = setInterval(() => slow.forEach((socket) => socket.read(1)), 100)
    expect((await get(path)).status).toBe(429)

    const whole = await get(path, { ...(await server.keys(['user'])) })
    expect(whole.status).toBe(200)
    expect(whole.text.trimEnd().split('\n')).toHaveLength(360)
    expect(Number(whole.headers.get('content-length'))).toBe(Buffer.byteLength(whole.text))
    expectSuccess(await server.request('/api/feeds/v1/list'), 200)

    await expect.poll(async () => (await get(path)).status, { timeout: 20_000 }).toBe(200)
    clearInterval(timer)
    for (const socket of slow) {
      socket.resume()
      await expect.poll(() => socket.closed).toBe(true)
      expect(socket.bytesRead).toBeLessThan(whole.text.length)
    }
    for (const socket of sockets) socket.destroy()
  }, 60_000)
})
