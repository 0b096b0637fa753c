import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { createWatchClient, type WatchClient } from './watch-client.ts'

let server: Harness
let client: WatchClient

beforeAll(async () => {
  server = await startHarness()
  client = await createWatchClient(server)
})

afterAll(() => server[Symbol.asyncDispose]())

describe.each([
  ['watchlists', { watches: [{ tag: 'c2' }] }],
  ['saved-searches', { simple: { query: 'c2' } }],
])('GET /%s', (list, content) => {
  const path = `/api/search/v1/${list}`

  async function names(query: string): Promise<readonly string[]> {
    const reply = await client.send('GET', `${path}${query}`)
    expect(reply.status, reply.text).toBe(200)
    const { results } = reply.json as { readonly results: readonly { readonly name: string }[] }
    return results.map(({ name }) => name)
  }

  it('comes in the order that was asked for', async () => {
    const ids: string[] = []
    for (const name of ['one', 'two', 'three']) {
      const made = await client.send('POST', path, { name, ...content })
      ids.push((made.json as { readonly id: string }).id)
    }
    await client.send('PUT', `${path}/${ids[0]}`, { name: 'one', ...content })
    expect(await names('')).toEqual(['three', 'two', 'one'])
    expect(await names('?order=asc')).toEqual(['one', 'two', 'three'])
    expect(await names('?sort=createdAt&order=desc&limit=1&page=2')).toEqual(['two'])
    expect(await names('?sort=id')).toEqual(['one', 'two', 'three'])
    expect(await names('?sort=updatedAt')).toEqual(['two', 'three', 'one'])
    expect(await names('?sort=updatedAt&order=desc')).toEqual(['one', 'three', 'two'])
  })

  it('refuses an order that it cannot have', async () => {
    for (const sort of ['nope', 'reputation', 'attributes.ip']) {
      const reply = await client.send('GET', `${path}?sort=${sort}`)
      expect(expectError(reply, 400).param).toBe('sort')
    }
    expect(expectError(await client.send('GET', `${path}?order=up`), 400).param).toBe('order')
  })
})
