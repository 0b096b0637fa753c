import { type Entity, entityId } from '@windvane/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError, expectNothing } from '../harness/expect-error.ts'
import { type Harness, type KeyHeaders, startHarness } from '../harness/start-harness.ts'
import { type Client, createClient } from './client.ts'

const path = '/api/search/v1/entities/export'

let server: Harness
let keys: KeyHeaders
let client: Client
let partner: Client

beforeAll(async () => {
  server = await startHarness()
  keys = await server.keys()
  client = await createClient(server)
  partner = await createClient(server, ['user', 'reporter'], ['public', 'acme'])
  await client.report({
    type: 'malware',
    attributes: { malware: 'family' },
    reputation: -3,
    associations: Array.from({ length: 40 }, (_, index) => ({
      type: 'filename',
      attributes: { filename: `sample ${index}` },
      reputation: -2,
    })),
  })
  const secret = { type: 'filename', attributes: { filename: 'sample secret' } }
  await partner.report({ ...secret, visibleBy: ['acme'] })
  for (const value of ['=cmd|calc', 'formula, "quoted"\nline']) {
    await client.report({
      type: 'value',
      attributes: { value: `${value} odd` },
      tags: ['@tag', 'b'],
    })
  }
})

afterAll(() => server[Symbol.asyncDispose]())

async function exportAll(body: unknown, query = '', headers: KeyHeaders = keys) {
  const response = await fetch(`${server.url}${path}${query}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

function toLines(text: string): readonly (Partial<Entity> & { readonly cursor?: string })[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('POST /entities/export', () => {
  it('gives every hit as the search shows it, in the order of ids', async () => {
    const { status, headers, text } = await exportAll({ query: 'sample' })
    expect(status, text).toBe(200)
    expect(headers.get('content-type')).toBe('application/x-ndjson')
    expect(headers.has('x-next-cursor')).toBe(false)
    const ids = toLines(text).map(({ id }) => id)
    expect(ids).toHaveLength(40)
    expect(ids.toSorted((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1))).toEqual(ids)
    const page = await client.post('/api/search/v1/entities/simple?limit=100', { query: 'sample' })
    const { results } = page.json as { readonly results: readonly Entity[] }
    expect(results.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(toLines(text))
  })

  it('shows what the reader may see, and the members that were asked for', async () => {
    const body = { query: 'sample secret', source: { includes: ['type', 'attributes.value'] } }
    expectNothing(await client.post(path, body))
    const reply = await partner.post(path, body)
    expect(JSON.parse(reply.text)).toEqual({
      type: 'filename',
      attributes: { filename: 'sample secret' },
    })
  })

  it('goes on where a cursor says, without a gap and without an entity twice', async () => {
    const whole = toLines((await exportAll({ query: 'sample' })).text)
    const parts: Partial<Entity>[] = []
    let query = '?limit=15'
    for (let request = 1; request <= 3; request += 1) {
      const { headers, text } = await exportAll({ query: 'sample' }, query)
      const lines = toLines(text)
      const cursor = headers.get('x-next-cursor')
      if (cursor === null) parts.push(...lines)
      else expect(lines.at(-1)).toEqual({ cursor })
      if (cursor !== null) parts.push(...lines.slice(0, -1))
      expect(cursor === null).toBe(request === 3)
      query = `?limit=15&cursor=${cursor}`
    }
    expect(parts).toEqual(whole)
    const last = whole.at(-1)?.id
    expect((await exportAll({ query: 'sample' }, `?cursor=${last}`)).status).toBe(204)
  })

  it('exports what an advanced search finds', async () => {
    const query = { must: [{ term: { type: 'filename' } }, { range: { reputation: { lt: 0 } } }] }
    const lines = toLines((await exportAll({ query })).text)
    expect(lines).toEqual(toLines((await exportAll({ query: 'sample' })).text))
    const secret = { query: { ids: { values: [entityId('filename', 'sample secret')] } } }
    expect((await exportAll(secret)).status).toBe(204)
    expect((await partner.post(path, secret)).status).toBe(200)
    const { text, headers } = await exportAll({}, '?limit=43')
    expect(toLines(text)).toHaveLength(43)
    expect(headers.has('x-next-cursor')).toBe(false)
  })

  it('neither skips nor repeats what changes while it is read, and shows nothing that is new', async () => {
    const family = (name: string, from: number, tags: readonly string[]) => ({
      type: 'malware',
      attributes: { malware: `${name} family` },
      associations: Array.from({ length: 600 }, (_, index) => ({
        type: 'filename',
        attributes: { filename: `crowd ${from + index}` },
        tags,
      })),
    })
    await client.report(family('first', 0, []))
    await client.report(family('second', 600, []))
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { ...keys, 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'crowd' }),
    })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = (await reader?.read())?.value ?? ''
    await client.report(family('first', 0, ['changed']))
    await client.report(family('third', 1_200, []))
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      text += part.value
    }
    const names = toLines(text).map(({ attributes }) => String(attributes?.['filename']))
    const expected = Array.from({ length: 1_200 }, (_, index) => `crowd ${index}`)
    expect(names.toSorted()).toEqual(expected.toSorted())
  })

  it('holds no place for a reader that has gone', async () => {
    for (let attempt = 1; attempt <= 12; attempt += 1) {
      const gone = new AbortController()
      const response = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { ...keys, 'content-type': 'application/json' },
        body: JSON.stringify({ query: 'crowd' }),
        signal: gone.signal,
      })
      expect(response.status).toBe(200)
      gone.abort()
      await response.text().catch(() => undefined)
    }
  })

  it('writes CSV that no spreadsheet computes', async () => {
    const { headers, text } = await exportAll({ query: 'odd' }, '?format=csv')
    expect(headers.get('content-type')).toMatch(/^text\/csv/)
    expect(headers.get('content-disposition')).toBe('attachment; filename="entities.csv"')
    expect(text).toMatch(/^type,attributes\.value,reputation,accuracy,tags,/)
    expect(text).toContain(`\r\nvalue,'=cmd|calc odd,0,1,"'@tag;b",0,0,false,public,`)
    expect(text).toContain(`\r\nvalue,"formula, ""quoted""\nline odd",0,1,`)
    const chosen = { query: 'odd', source: { includes: ['reputation', 'attributes.value'] } }
    const { text: two } = await exportAll(chosen, '?format=csv&limit=1')
    expect(two).toMatch(/^reputation,attributes\.value\r\n0,[^\r]+\r\n$/)
  })

  it('refuses what it cannot do', async () => {
    const ask = (query: string, body: unknown = { query: 'sample' }) =>
      client.post(`${path}${query}`, body)
    for (const query of ['?limit=0', '?limit=100001', '?limit=x', '?format=xml', '?cursor=x']) {
      expectError(await ask(query), 400)
    }
    expect(expectError(await ask('?cursor=zz'), 400)).toMatchObject({
      message: 'invalid cursor: zz',
      param: 'cursor',
    })
    expectError(
      await ask('?format=csv', { query: 'x', source: { includes: ['attributes.*'] } }),
      400,
    )
    for (const body of [
      { query: '  ' },
      { query: 'x', accuracy: 4 },
      { query: 'x', reputation: '1' },
      { query: { must: {} } },
      { query: 1 },
      { query: 'x', source: { includes: 'type' } },
      { query: { must: [] }, aggs: { types: { terms: { field: 'type' } } } },
    ]) {
      expectError(await ask('', body), 400)
    }
    expectNothing(await ask('', { query: 'nothing-like-this' }))
    const after = entityId('filename', 'never seen')
    expect((await ask(`?limit=100000&cursor=${after}`)).status).toBeLessThan(300)
  })
})
