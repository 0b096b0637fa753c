import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { unpackTar } from 'modern-tar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildFeeds } from '../harness/build-feeds.ts'
import { expectError, expectNothing, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, type KeyHeaders, startHarness } from '../harness/start-harness.ts'

const list = '/api/feeds/v1/list'
const downloads = '/api/feeds/v1/download/list'
const checksum = '/api/feeds/v1/download/checksum'

let server: Harness
let keys: KeyHeaders
let secretKeys: KeyHeaders

beforeAll(async () => {
  server = await startHarness({ worker: true })
  keys = await server.keys()
  secretKeys = await server.keys(['user', 'reporter'], ['public', 'acme'])
  await report(keys, { type: 'ip', attributes: { ip: '203.0.113.2' }, reputation: -3 })
  await report(keys, { type: 'ip', attributes: { ip: '203.0.113.10' }, reputation: -1 })
  await report(keys, { type: 'ip', attributes: { ip: '203.0.113.1' }, reputation: -2 })
  for (const reporter of [await server.keys(), await server.keys()]) {
    await report(reporter, { type: 'ip', attributes: { ip: '203.0.113.1' }, reputation: -3 })
  }
  await report(keys, { type: 'ip', attributes: { ip: '203.0.113.77' }, reputation: 3 })
  await report(keys, { type: 'ip', attributes: { ip: '203.0.113.78' } })
  const secret = { type: 'ip', attributes: { ip: '203.0.113.99' }, reputation: -3 }
  await report(secretKeys, { ...secret, visibleBy: ['acme'] })
  for (const malware of ['zeus', 'two\nlines', 'tab\tbed', 'separated\u2028line']) {
    await report(keys, { type: 'malware', attributes: { malware }, reputation: -3 })
  }
  await buildFeeds(server)
})

afterAll(() => server[Symbol.asyncDispose]())

async function report(headers: KeyHeaders, body: unknown): Promise<void> {
  const path = '/api/ingest/v1/entity'
  const reply = await server.request(path, { method: 'POST', headers, body })
  expect(reply.status, reply.text).toBe(202)
}

type Download = {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
}

async function download(path: string, headers: Record<string, string> = {}): Promise<Download> {
  const response = await fetch(`${server.url}${downloads}/${path}`, { headers })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: response.headers, bytes }
}

async function linesOf(path: string): Promise<string> {
  return (await download(path, { accept: 'text/plain' })).bytes.toString()
}

async function unpack(bytes: Buffer): Promise<readonly (readonly [string, string])[]> {
  const entries = await unpackTar(gunzipSync(bytes))
  return entries.map(({ header, data }) => [header.name, Buffer.from(data ?? []).toString()])
}

describe('feeds', () => {
  it('case 104: the list is for anybody and holds name, type and accuracy', async () => {
    for (const headers of [{}, { authorization: 'Bearer public' }, keys]) {
      const reply = await server.request(list, { headers })
      expectSuccess(reply, 200)
      expect(reply.json).toEqual(
        ['ip level1', 'ip level2', 'ip level3', 'malware level1'].flatMap((feed) => {
          const [name, accuracy] = feed.split(' ')
          return ['accumulative', 'daily'].map((type) => ({ name, type, accuracy }))
        }),
      )
    }
  })

  it('case 105: an accumulative feed is an archive of one list of malicious public values', async () => {
    const { status, headers, bytes } = await download('level1/accumulative/ip')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/gzip')
    expect(headers.get('content-length')).toBe(String(bytes.length))
    expect(headers.get('content-disposition')).toBe(
      'attachment; filename="level1-accumulative-ip.tar.gz"',
    )
    expect(headers.has('x-error')).toBe(false)
    expect(await unpack(bytes)).toEqual([['ip.txt', '203.0.113.1\n203.0.113.10\n203.0.113.2\n']])
  })

  it('case 106: a daily feed has one entity a line, as the public sees it', async () => {
    const { status, headers, bytes } = await download('level1/daily/ip')
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('application/x-ndjson')
    const entities = bytes
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const seen = await server.request('/api/search/v1/entity', {
      method: 'POST',
      headers: keys,
      body: { type: 'ip', value: '203.0.113.1' },
    })
    expect(entities).toHaveLength(3)
    expect(entities[0]).toEqual(seen.json)
  })

  it('case 107: another level, type or case is refused, an unknown name is nothing', async () => {
    for (const path of ['level4/accumulative/ip', 'LEVEL1/daily/ip', 'level1/weekly/ip']) {
      expectError(await server.request(`${downloads}/${path}`), 400)
    }
    for (const name of ['domain', 'IP', 'nonsense']) {
      expectNothing(await server.request(`${downloads}/level1/accumulative/${name}`))
    }
  })

  it('case 108: checksums are those of the bytes', async () => {
    const { bytes } = await download('level1/accumulative/ip')
    const md5 = createHash('md5').update(bytes).digest('hex')
    const one = await fetch(`${server.url}${checksum}?level=level1&type=accumulative&name=ip`)
    expect(one.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await one.text()).toBe(md5)
    const all = await (await fetch(`${server.url}${checksum}`)).text()
    expect(all).toContain(`${md5}  level1/accumulative/ip\n`)
    for (const line of all.trimEnd().split('\n')) {
      const [sum, path = ''] = line.split('  ')
      const file = await download(path)
      expect(createHash('md5').update(file.bytes).digest('hex')).toBe(sum)
    }
  })

  it('case 109: a level holds what has at least its accuracy', async () => {
    expect(await linesOf('level2/accumulative/ip')).toBe('203.0.113.1\n')
    expect(await linesOf('level3/daily/ip')).toBe('203.0.113.1\n')
    expect(await linesOf('level1/daily/ip')).toBe(await linesOf('level1/accumulative/ip'))
  })

  it('D31: a value that is more than one line is in no list', async () => {
    expect(await linesOf('level1/accumulative/malware')).toBe('zeus\n')
    expect(await linesOf('level1/daily/malware')).toBe('zeus\n')
    const { bytes } = await download('level1/daily/malware')
    const entities = bytes
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(entities.map(({ attributes }) => attributes.malware)).toContain('two\nlines')
  })
})
