import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError } from '../harness/expect-error.ts'
import { type Harness, type HarnessReply, startHarness } from '../harness/start-harness.ts'
import { startReceiver } from '../scans/receiver.ts'
import {
  createWatchClient,
  receive,
  summarize,
  toAlert,
  type WatchClient,
  type WatchlistReply,
  watchlists,
} from './watch-client.ts'

describe('the limits of watchlists', () => {
  let server: Harness
  let client: WatchClient

  beforeAll(async () => {
    const config = { watchlists: 2, watches: 4, alertsPerHour: 3, scanPrivate: 'on' } as const
    server = await startHarness({ worker: true, config })
  })

  beforeAll(async () => {
    client = await createWatchClient(server)
  })

  afterAll(() => server[Symbol.asyncDispose]())

  function create(by: WatchClient, body: unknown): Promise<HarnessReply> {
    return by.send('POST', watchlists, body)
  }

  function watching(...watches: readonly unknown[]) {
    return { name: 'mine', watches }
  }

  it('watchlists of an account, however many ask at once', async () => {
    const own = await createWatchClient(server)
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => create(own, watching({ tag: 'x' }))),
    )
    const made = replies.filter(({ status }) => status === 200)
    expect(made).toHaveLength(2)
    const refused = replies.find(({ status }) => status === 400)
    expect(refused?.text).toContain('at most 2 watchlists')
    const [id] = made.map(({ json }) => (json as WatchlistReply).id)
    expect((await own.send('DELETE', `${watchlists}/${id}`)).status).toBe(200)
    expect((await create(own, watching({ tag: 'x' }))).status).toBe(200)
  })

  it('watches of an account, in all watchlists together', async () => {
    const own = await createWatchClient(server)
    const tags = ['a', 'b', 'c', 'd', 'e'].map((tag) => ({ tag }))
    expectError(await create(own, watching(...tags)), 400)
    const first = await create(own, watching(...tags.slice(0, 3)))
    expect(first.status, first.text).toBe(200)
    expect(expectError(await create(own, watching(...tags.slice(0, 2))), 400).param).toBe('watches')
    expect((await create(own, watching({ tag: 'a' }))).status).toBe(200)
    const { id } = first.json as WatchlistReply
    const path = `${watchlists}/${id}`
    expectError(await own.send('PUT', path, watching(...tags.slice(0, 4))), 400)
    expect((await own.send('GET', path)).json).toMatchObject({ watches: tags.slice(0, 3) })
    expect((await own.send('PUT', path, watching(...tags.slice(2, 5)))).status).toBe(200)
  })

  it('alerts in an hour: then one that says so, and no more', async () => {
    await using receiver = await startReceiver()
    const own = await createWatchClient(server)
    const webhook = { url: receiver.url }
    const { id } = await own.watch([{ tag: 'storm' }], { webhook })
    const associations = Array.from({ length: 5 }, (_, index) => ({
      type: 'domain',
      attributes: { domain: `storm-${index}.example` },
    }))
    const report = { type: 'malware', tags: ['storm'], associations }
    await own.report({ ...report, attributes: { malware: 'storm-one' } })
    await own.report({ ...report, attributes: { malware: 'storm-two' } })
    const alerts = summarize(await own.alerts(id))
    expect(alerts.filter((line) => line.startsWith('created'))).toHaveLength(3)
    expect(alerts.filter((line) => line === 'overflow')).toHaveLength(1)
    expect(alerts).toHaveLength(4)
    const messages = await receive(receiver, 4)
    expect(messages.map((message) => toAlert(message).event).toSorted()).toEqual([
      'created',
      'created',
      'created',
      'overflow',
    ])
    const refused = await own.send('POST', `${watchlists}/${id}/test`)
    expectError(refused, 429)
    expect(refused.headers.get('retry-after')).toBe('3600')
    const age = (table: string) =>
      server.store.query({ text: `UPDATE ${table} SET at = at - interval '61 minutes'` })
    await Promise.all([age('alerts'), age('alert_states')])
    await own.report({ ...report, attributes: { malware: 'storm-three' }, associations: [] })
    expect(summarize(await own.alerts(id)).at(-1)).toBe('created storm-three')
  })

  it('the length of a name, in bytes', async () => {
    const own = await createWatchClient(server)
    const name = 'é'.repeat(128)
    const reply = await create(own, { ...watching({ tag: 'x' }), name })
    expect(reply.json).toMatchObject({ name })
    const longer = { ...watching({ tag: 'x' }), name: `${name}x` }
    expect(expectError(await create(own, longer), 400).param).toBe('name')
  })

  it('the length of what is watched', async () => {
    const own = await createWatchClient(server)
    const longer = await create(own, watching({ value: 'é'.repeat(32_769) }))
    expect(expectError(longer, 400)).toMatchObject({
      message: 'watches.0.value must be at most 65536 bytes',
      param: 'watches.0.value',
    })
    expect((await create(own, watching({ tag: 'x'.repeat(128) }))).status).toBe(200)
    expectError(await create(own, watching({ tag: 'x'.repeat(129) })), 400)
  })

  it('values that no index would hold, told in a message of bounded length', async () => {
    const own = await createWatchClient(server)
    // Nothing of it can be compressed.
    const value = `http://long.example/\\${randomBytes(20_000).toString('hex')}`
    const { id, watches } = await own.watch([{ value }, { value: `${value}x` }])
    expect(watches).toMatchObject([{ value }, { value: `${value}x` }])
    const again = await own.send('PUT', `${watchlists}/${id}`, watching({ value }))
    expect(again.json).toMatchObject({ watches: [{ id: watches[0]?.['id'], value }] })
    await own.report({ type: 'url', attributes: { url: value }, reputation: -3 })
    const [alert] = await own.alerts(id)
    expect(alert).toMatchObject({ event: 'created', watch: { id: watches[0]?.['id'] } })
    expect(JSON.stringify(alert).length).toBeLessThan(65_536)
  })

  it.each([
    [{}, 'watches.0'],
    [{ tag: 'a', type: 'ip' }, 'watches.0'],
    [{ tag: '' }, 'watches.0.tag'],
    [{ tag: ' \t' }, 'watches.0.tag'],
    [{ value: '\u200b' }, 'watches.0.value'],
    [{ type: 'no-such-type' }, 'watches.0.type'],
    [{ type: 'IP' }, 'watches.0.type'],
    [{ entity: 'ip-1' }, 'watches.0.entity'],
    [{ entity: `ip-${'g'.repeat(64)}` }, 'watches.0.entity'],
    [{ cidr: '198.18.0.0/33' }, 'watches.0.cidr'],
    [{ cidr: 'example.com' }, 'watches.0.cidr'],
    [{ cidr: '198.18.0.0/16; DROP TABLE watches' }, 'watches.0.cidr'],
    [{ tag: 'x', reputation: 4 }, 'watches.0.reputation'],
    [{ tag: 'x', worstReputation: 0.5 }, 'watches.0.worstReputation'],
    [{ tag: 'x', events: [] }, 'watches.0.events'],
    [{ tag: 'x', events: ['everything'] }, 'watches.0.events.0'],
    [{ tag: 7 }, 'watches.0.tag'],
    ['tag', 'watches.0'],
  ])('refuses the watch %j', async (watch, param) => {
    expect(expectError(await create(client, watching(watch)), 400).param).toBe(param)
  })

  it('says which of many watches is wrong', async () => {
    const reply = await create(client, watching({ tag: 'x' }, { cidr: 'nope' }))
    expect(expectError(reply, 400)).toMatchObject({
      message: 'invalid CIDR: nope',
      param: 'watches.1.cidr',
    })
  })

  it.each([
    [{ watches: [{ tag: 'x' }] }, 'name'],
    [{ name: ' ', watches: [{ tag: 'x' }] }, 'name'],
    [{ name: 'two\nlines', watches: [{ tag: 'x' }] }, 'name'],
    [{ name: '\u001b[31mred', watches: [{ tag: 'x' }] }, 'name'],
    [{ name: 'x' }, 'watches'],
    [{ name: 'x', watches: [] }, 'watches'],
    [{ name: 'x', watches: {} }, 'watches'],
    [watching({ tag: 'x' }, { tag: 'x' }), 'watches'],
    [watching({ value: 'EVIL.example' }, { value: 'evil[.]example' }), 'watches'],
    [{ ...watching({ tag: 'x' }), webhook: { url: 'ftp://x.example' } }, 'webhook.url'],
    [{ ...watching({ tag: 'x' }), webhook: { url: 'https://u:p@x.example' } }, 'webhook.url'],
    [{ ...watching({ tag: 'x' }), webhook: { url: 'https://x.example:25' } }, 'webhook.url'],
    [{ ...watching({ tag: 'x' }), webhook: {} }, 'webhook.url'],
    [
      {
        ...watching({ tag: 'x' }),
        webhook: { url: 'https://x.example', headers: [{ key: 'Host', value: 'y' }] },
      },
      'webhook.headers',
    ],
  ])('refuses the watchlist %j', async (body, param) => {
    expect(expectError(await create(client, body), 400).param).toBe(param)
  })

  it('refuses a webhook to a place that webhooks may not reach', async () => {
    await using closed = await startHarness({ config: { scanPrivate: 'off' } })
    const own = await createWatchClient(closed)
    for (const url of ['http://127.0.0.1:8081/', 'http://169.254.169.254/', 'http://localhost/']) {
      const reply = await create(own, { ...watching({ tag: 'x' }), webhook: { url } })
      expect(expectError(reply, 400).message).toContain('destination not allowed')
    }
  })

  it('takes names and tags of any script as they are, and ignores members that it does not know', async () => {
    const own = await createWatchClient(server)
    const name = `'; DROP TABLE watches; -- <script>&"\\ مرحبا 🎣`
    const tag = `o'neil "x" \\ %_ 標籤`
    const reply = await create(own, { ...watching({ tag, colour: 'red' }), name, owner: 'me' })
    expect(reply.status, reply.text).toBe(200)
    const { id } = reply.json as WatchlistReply
    await own.report({ type: 'domain', attributes: { domain: 'odd.example' }, tags: [tag] })
    const [alert] = await own.alerts(id)
    expect(alert).toMatchObject({ event: 'created', watchlist: { id, name }, watch: { tag } })
    expect(reply.text).not.toContain('colour')
  })

  it('an alert of a very long entity is cut to what names it', async () => {
    const own = await createWatchClient(server)
    const { id } = await own.watch([{ tag: 'long' }])
    const attributes = { malware: 'long-one', text: 'x'.repeat(65_400) }
    await own.report({ type: 'malware', attributes, tags: ['long'] })
    const [alert] = await own.alerts(id)
    expect(alert?.entity).toMatchObject({ type: 'malware', tags: ['long'] })
    expect(alert?.entity?.attributes).toEqual({ malware: 'long-one' })
  })

  it('lists the watchlists of the caller, newest first', async () => {
    const own = await createWatchClient(server)
    expect((await own.send('GET', watchlists)).json).toEqual({ items: 0, pages: 0, results: [] })
    const first = await own.watch([{ tag: 'one' }])
    const second = await own.watch([{ tag: 'two' }])
    const { json } = await own.send('GET', `${watchlists}?limit=1`)
    expect(json).toMatchObject({ items: 2, pages: 2, results: [{ id: second.id }] })
    expect((await own.send('GET', `${watchlists}?limit=1&page=2`)).json).toMatchObject({
      results: [first],
    })
    expectError(await own.send('GET', `${watchlists}?limit=0`), 400)
  })
})
