import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createContext } from '../../apps/server/src/context.ts'
import { markEnd } from '../../apps/server/src/analytics/live/live-rows.ts'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, type KeyHeaders, startHarness } from '../harness/start-harness.ts'
import { type Frame, openLive } from './live-reader.ts'
import { readLiveEvents } from './live-event-reader.ts'

const waiting = { timeout: 10_000, interval: 20 }
const feed = '/api/analytics/v1/live/events'

let server: Harness
let keys: KeyHeaders
let member: KeyHeaders

beforeAll(async () => {
  server = await startHarness()
  keys = await server.keys(['user', 'reporter', 'trusted'])
  member = await server.keys(['user', 'reporter'], ['public', 'a'])
})

afterAll(() => server[Symbol.asyncDispose]())

async function post(path: string, body: unknown, headers: KeyHeaders = keys): Promise<void> {
  const options = { method: 'POST', headers, body }
  expectSuccess(await server.request(`/api/ingest/v1/${path}`, options), 202)
}

function domain(name: string, about: Readonly<Record<string, unknown>> = {}) {
  return { type: 'domain', attributes: { domain: name }, ...about }
}

/** What happened to whom, in few words. */
function tell(frames: readonly Frame[]): readonly string[] {
  return frames.map(({ type, value, mode = '' }) => [type, value, mode].join(' ').trim())
}

let marks = 0

/** Reports something harmless and waits until every reader has heard of it: so all before was heard. */
async function settle(...readers: readonly { readonly frames: readonly Frame[] }[]): Promise<void> {
  marks += 1
  const value = `mark-${marks}.example.com`
  await post('entity', domain(value))
  for (const { frames } of readers) {
    await vi.waitFor(() => expect(frames.map((frame) => frame['value'])).toContain(value), waiting)
  }
}

/** Without the marks. */
function heard({ frames }: { readonly frames: readonly Frame[] }): readonly string[] {
  return tell(frames.filter(({ value }) => !String(value).startsWith('mark-')))
}

describe('entities', () => {
  it('are told once as created, and as malicious whenever they become so', async () => {
    await using reader = await openLive(server, { keys })
    const other = await server.keys()
    for (const reputation of [1, -3, -3, 3])
      await post('entity', domain('turn.com', { reputation }))
    await post('entity', domain('turn.com', { reputation: -3 }), other)
    await post('entity', domain('turn.com', { reputation: -3 }))
    await settle(reader)
    expect(heard(reader)).toEqual([
      'entity.created turn.com',
      'entity.malicious turn.com',
      'entity.malicious turn.com',
    ])
  })

  it('that are well known are never told as malicious', async () => {
    await using reader = await openLive(server, { keys })
    await post('well-known', domain('known.com'))
    await post('entity', domain('known.com', { reputation: -3 }))
    await settle(reader)
    expect(heard(reader)).toEqual(['entity.created known.com'])
  })

  it('come in the order in which they were reported, links last', async () => {
    await using reader = await openLive(server, { keys })
    const children = ['z.com', 'a.com', 'm.com'].map((name) => domain(name))
    await post('entity', domain('first.com', { reputation: -1, associations: children }))
    await settle(reader)
    expect(heard(reader)).toEqual([
      'entity.created first.com',
      'entity.malicious first.com',
      ...['z.com', 'a.com', 'm.com'].flatMap((name) => [
        `entity.created ${name}`,
        `entity.malicious ${name}`,
      ]),
      ...['z.com', 'a.com', 'm.com'].map(() => 'entity.linked first.com association'),
    ])
  })

  it('have 32 tags at most, as an event is a notice', async () => {
    await using reader = await openLive(server, { keys })
    const tags = Array.from({ length: 40 }, (_, number) => `tag-${number}`)
    await post('entity', domain('tags.com', { tags }))
    await settle(reader)
    expect(reader.frames[0]?.['tags']).toEqual(tags.slice(0, 32))
  })
})

describe('relations', () => {
  it('are told when they are new, and not again', async () => {
    await using reader = await openLive(server, { keys })
    const body = domain('parent.com', {
      associations: [{ ...domain('child.com'), mode: 'aggregation' }],
    })
    await post('entity', body)
    await post('entity', body)
    await settle(reader)
    expect(heard(reader)).toEqual([
      'entity.created parent.com',
      'entity.created child.com',
      'entity.linked parent.com aggregation',
    ])
    const [parent, child, link] = reader.frames
    expect(link).toEqual({
      ...parent,
      type: 'entity.linked',
      mode: 'aggregation',
      to_entity_id: child?.['entity_id'],
    })
  })

  it('between entities that were known before have all members too', async () => {
    await post('entity', domain('left.com', { reputation: -2, tags: ['old'] }))
    await post('entity', domain('right.com'))
    await using reader = await openLive(server, { keys })
    const [left, right] = await Promise.all(['left.com', 'right.com'].map(idOf))
    for (let times = 0; times < 2; times += 1) {
      await post('association', { entityID: left, relatedEntityID: right })
    }
    await settle(reader)
    expect(heard(reader).slice(0, 1)).toEqual(['entity.linked left.com association'])
    expect(reader.frames[0]).toMatchObject({
      entity_id: left,
      entity_type: 'domain',
      reputation: -2,
      tags: ['old'],
      to_entity_id: right,
    })
  })
})

describe('each reader', () => {
  it('hears of the entity as they see it', async () => {
    await using all = await openLive(server, { keys })
    await using few = await openLive(server, { keys: member })
    await post('entity', domain('view.com', { reputation: 1, tags: ['open'] }))
    const hidden = { reputation: -3, tags: ['secret'], visibleBy: ['a'] }
    await post('entity', domain('view.com', hidden), member)
    await settle(all, few)
    expect(heard(all)).toEqual(['entity.created view.com'])
    expect(heard(few)).toEqual(['entity.created view.com', 'entity.malicious view.com'])
    expect(JSON.stringify(all.frames)).not.toContain('secret')
    expect(few.frames.find(({ type }) => type === 'entity.malicious')?.['tags']).toEqual([
      'open',
      'secret',
    ])
  })

  it('is not told by a public event what their own view denies', async () => {
    const third = await server.keys(['user', 'reporter'], ['public', 'a'])
    await post('entity', domain('denied.com', { reputation: 3, visibleBy: ['a'] }), member)
    await post('entity', domain('denied.com', { reputation: 3, visibleBy: ['a'] }), third)
    await using all = await openLive(server, { keys })
    await using few = await openLive(server, { keys: member })
    await post('entity', domain('denied.com', { reputation: -3 }))
    await settle(all, few)
    expect(heard(all)).toEqual(['entity.created denied.com', 'entity.malicious denied.com'])
    expect(heard(few)).toEqual([])
  })

  it('hears of a link that only their group sees, and of one once that they saw already', async () => {
    await post('entity', domain('from.com'))
    await post('entity', domain('to.com'))
    await using all = await openLive(server, { keys })
    await using few = await openLive(server, { keys: member })
    const body = (visibleBy: readonly string[]) =>
      domain('from.com', { visibleBy, associations: [domain('to.com', { visibleBy })] })
    await post('entity', body(['a']), member)
    await settle(all, few)
    expect(heard(few)).toEqual(['entity.linked from.com association'])
    expect(heard(all)).toEqual([])
    await post('entity', body(['public']))
    await settle(all, few)
    expect(heard(all)).toEqual(['entity.linked from.com association'])
    expect(heard(few)).toHaveLength(1)
  })

  it('of several groups hears of each event once', async () => {
    const both = await server.keys(['user', 'reporter'], ['public', 'a', 'b'])
    await using reader = await openLive(server, { keys: both })
    const body = domain('joined.com', { associations: [domain('joined-child.com')] })
    for (const visibleBy of [['a'], ['b'], ['public'], ['a', 'b', 'public']]) {
      await post('entity', { ...body, reputation: -2, visibleBy }, both)
    }
    await settle(reader)
    expect(heard(reader)).toEqual([
      'entity.created joined.com',
      'entity.malicious joined.com',
      'entity.created joined-child.com',
      'entity.malicious joined-child.com',
      'entity.linked joined.com association',
    ])
  })
})

describe('server-sent events', () => {
  it('carry the same frames, and go on after the one that is named', async () => {
    await using socket = await openLive(server, { keys })
    await using first = await readLiveEvents(server, { keys })
    const children = ['one.com', 'two.com'].map((name) => domain(`sse-${name}`))
    await post('entity', domain('sse.com', { reputation: -1, associations: children }))
    await vi.waitFor(() => expect(first.events).toHaveLength(8), waiting)
    await vi.waitFor(() => expect(socket.frames).toHaveLength(8), waiting)
    expect(first.events.map(({ data }) => data)).toEqual(socket.frames)
    expect(first.events.map(({ name }) => name)).toEqual(socket.frames.map(({ type }) => type))
    await first[Symbol.asyncDispose]()
    await post('entity', domain('sse-late.com'))
    for (const [index, event] of first.events.entries()) {
      await using again = await readLiveEvents(server, { keys, lastId: event.id })
      const values = () => again.events.map(({ data }) => data['value'])
      await vi.waitFor(() => expect(values()).toContain('sse-late.com'), waiting)
      const rest = first.events.slice(index + 1).map(({ data }) => data['value'])
      // While others wrote, as on a server that tests share, some events may come again before.
      const past = server.store.kind === 'embedded' ? 0 : values().length - rest.length - 1
      expect(values().slice(past)).toEqual([...rest, 'sse-late.com'])
    }
  })

  it('name an id that tells nothing and cannot be made up', async () => {
    await using reader = await readLiveEvents(server, { keys })
    for (const name of ['id-1.com', 'id-2.com']) await post('entity', domain(name))
    await vi.waitFor(() => expect(reader.events).toHaveLength(2), waiting)
    for (const { id } of reader.events) expect(id).toMatch(/^[\w-]{22}$/)
    for (const id of ['1', 'x'.repeat(22), 'a/b', 'x'.repeat(200)]) {
      const headers = { ...keys, 'last-event-id': id }
      expectError(await server.request(feed, { headers }), 400)
    }
  })

  it('I19: end when a group is taken from their reader', async () => {
    const own = await server.keys(['user'], ['public', 'a'])
    await using reader = await readLiveEvents(server, { keys: own })
    const text = `UPDATE users SET groups = '{public}'
      WHERE id = (SELECT user_id FROM key_pairs WHERE api_key = $1)`
    await server.store.query({ text }, [own['api-key']])
    await reader.ended
  })
})

describe('several processes', () => {
  it('tell what another has written', async () => {
    const { config, log, store } = server.context
    const secrets = { secretKey: undefined, databaseUrl: undefined }
    await using other = await createContext({ config, log, store, secrets })
    await using reader = await openLive(server, { keys })
    const principal = { userId: crypto.randomUUID(), alias: '', roles: [], groups: ['public'] }
    await other.entities.submit(principal, domain('elsewhere.com'))
    await vi.waitFor(() => expect(heard(reader)).toEqual(['entity.created elsewhere.com']), waiting)
  })

  it('lose nothing when a transaction is seen later than one that began after it', async (context) => {
    const { store } = server.context
    if (store.kind === 'embedded') return context.skip('has one connection')
    await using reader = await readLiveEvents(server, { keys })
    const entry = (name: string) =>
      JSON.stringify([[`domain-${'0'.repeat(64)}`, name, [['public', ['created'], 0, []]]]])
    const insert = { text: 'INSERT INTO live_events (at, events) VALUES (now(), $1)' }
    await store.transaction(async (tx) => {
      await tx.query(insert, [entry('slow.com')])
      await store.query(insert, [entry('quick.com')])
      // Not held up by the one that began before it.
      await vi.waitFor(() => expect(reader.events).toHaveLength(1), waiting)
    })
    await vi.waitFor(() => expect(reader.events).toHaveLength(2), waiting)
    expect(reader.events.map(({ data }) => data['value'])).toEqual(['quick.com', 'slow.com'])
    // Who left between the two hears of the second, and perhaps of the first again.
    const lastId = reader.events[0]?.id ?? ''
    await using again = await readLiveEvents(server, { keys, lastId })
    await vi.waitFor(
      () => expect(again.events.map(({ data }) => data['value'])).toContain('slow.com'),
      waiting,
    )
  })
})

describe('upkeep', () => {
  it('forgets events after five minutes and tickets after their end, and folds counts', async () => {
    const { store, context } = server
    await context.analytics.live.issueTicket(
      { userId: '', alias: '', roles: [], groups: ['public'] },
      { kind: 'key-pair', id: crypto.randomUUID() },
    )
    await store.query({ text: `UPDATE live_tickets SET expire_at = now() - interval '1 s'` })
    await store.query({ text: `UPDATE live_events SET at = now() - interval '301 s'` })
    await post('entity', domain('kept.com'))
    await context.analytics.tidy()
    const text = `SELECT (SELECT count(*)::int FROM live_events) AS events,
      (SELECT count(*)::int FROM live_tickets) AS tickets,
      (SELECT count(*)::int FROM facet_changes) AS changes`
    expect(await store.query({ text })).toEqual([{ events: 1, tickets: 0, changes: 0 }])
    expect((await markEnd(store)).xid).toBeGreaterThan(0)
  })
})

async function idOf(name: string): Promise<string> {
  const options = { method: 'POST', headers: keys, body: { type: 'domain', value: name } }
  const { json } = await server.request('/api/search/v1/entity', options)
  // The reply schema of the endpoint.
  return (json as { readonly id: string }).id
}
