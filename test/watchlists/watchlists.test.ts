import { entityId } from '@windvane/model'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectError } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { startReceiver } from '../scans/receiver.ts'
import {
  createWatchClient,
  receive,
  summarize,
  toAlert,
  waiting,
  type WatchClient,
  watchlists,
} from './watch-client.ts'

describe('a watchlist', () => {
  let server: Harness
  let client: WatchClient

  beforeAll(async () => {
    server = await startHarness({ worker: true, config: { scanPrivate: 'on' } })
    client = await createWatchClient(server)
  })

  afterAll(() => server[Symbol.asyncDispose]())

  async function told(id: string): Promise<readonly string[]> {
    return summarize(await client.alerts(id))
  }

  it('tells a watched value to its webhook, once and signed', async () => {
    await using receiver = await startReceiver()
    const watchlist = await client.watch([{ value: 'hxxp://evil[.]example/Drop' }], {
      name: 'droppers',
      webhook: { url: receiver.url, headers: [{ key: 'Authorization', value: 'Bearer t0p' }] },
    })
    const url = 'http://evil.example/Drop'
    await client.report({ type: 'url', attributes: { url }, reputation: -3 })
    await client.report({ type: 'url', attributes: { url }, reputation: -3 })
    await client.report({ type: 'url', attributes: { url: `${url}/other` }, reputation: -3 })
    const [message] = await receive(receiver, 1)
    expect(message?.headers['authorization']).toBe('Bearer t0p')
    const alert = new Webhook(await client.secret()).verify(message?.body ?? '', {
      'webhook-id': String(message?.headers['webhook-id']),
      'webhook-timestamp': String(message?.headers['webhook-timestamp']),
      'webhook-signature': String(message?.headers['webhook-signature']),
    })
    expect(alert).toEqual({
      type: 'alert',
      id: message?.headers['webhook-id'],
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      watchlist: { id: watchlist.id, name: 'droppers' },
      watch: watchlist.watches[0],
      event: 'created',
      entity: expect.objectContaining({
        id: entityId('url', url),
        attributes: { url },
        reputation: -3,
        visibleBy: ['public'],
      }),
    })
    expect(watchlist.watches).toEqual([
      { id: expect.any(String), value: url, events: ['created', 'tagged', 'reputation'] },
    ])
    await vi.waitFor(async () => {
      const listed = await client.alerts(watchlist.id)
      expect(listed).toEqual([
        {
          ...(alert as object),
          delivery: expect.objectContaining({
            state: 'delivered',
            attempts: [expect.objectContaining({ attempt: 1, outcome: '2xx' })],
          }),
        },
      ])
    }, waiting)
    expect(watchlist.webhook).toEqual({ url: receiver.url, headerNames: ['Authorization'] })
    expect(receiver.messages).toHaveLength(1)
  })

  it('tells of an entity, a tag in any case, a type, and what lies in a network', async () => {
    const entity = entityId('ip', '198.18.0.1')
    const watches = [
      { entity },
      { tag: 'Apt-X' },
      { type: 'malware' },
      { cidr: '198.18.4.0/23' },
      { cidr: '2001:db8:7::/48' },
      { cidr: '198.18.9.9' },
    ]
    const { id, watches: made } = await client.watch(watches)
    expect(made.map(({ id: _id, events: _events, ...target }) => target)).toEqual(watches)
    const values = {
      ip: ['198.18.0.1', '198.18.0.2', '198.18.5.7', '198.18.6.1', '198.18.9.9', '2001:db8:7:1::1'],
      cidr: ['198.18.4.0/24', '198.18.0.0/16', '2001:db8:7:1::/64'],
      malware: ['worm-x'],
    }
    for (const [type, list] of Object.entries(values)) {
      for (const value of list) await client.report({ type, attributes: { [type]: value } })
    }
    const domain = { domain: 'tagged.example' }
    await client.report({ type: 'domain', attributes: domain, tags: ['apt-x', 'other'] })
    expect(await told(id)).toEqual([
      'created 198.18.0.1',
      'created 198.18.5.7',
      'created 198.18.9.9',
      'created 2001:db8:7:1::1',
      'created 198.18.4.0/24',
      'created 2001:db8:7:1::/64',
      'created worm-x',
      'created tagged.example',
    ])
  })

  it('tells that an entity got the tag, once', async () => {
    const { id } = await client.watch([{ tag: 'c2' }])
    const domain = { type: 'domain', attributes: { domain: 'late.example' } }
    await client.report(domain)
    await client.report({ ...domain, tags: ['C2'] })
    await client.report({ ...domain, tags: ['more'] })
    expect(await told(id)).toEqual(['tagged late.example'])
  })

  it('tells a change of reputation each time, and what it was before', async () => {
    const { id } = await client.watch([{ value: 'moody.example' }])
    const other = await createWatchClient(server)
    const report = { type: 'domain', attributes: { domain: 'moody.example' } }
    await client.report({ ...report, reputation: 0 })
    await other.report({ ...report, reputation: -3 })
    await other.report({ ...report, reputation: -3 })
    await other.report({ ...report, reputation: 3 })
    await other.report({ ...report, reputation: -3 })
    const alerts = await client.alerts(id)
    expect(
      alerts.map(({ event, previous, entity }) => [event, previous, entity?.reputation]),
    ).toEqual([
      ['reputation', { reputation: 2, worstReputation: -3 }, -2],
      ['reputation', { reputation: -2, worstReputation: -3 }, 2],
      ['reputation', { reputation: 0, worstReputation: 0 }, -2],
      ['created', undefined, 0],
    ])
  })

  it('tells only what is as bad as was asked for', async () => {
    const watch = { type: 'email', events: ['created', 'reputation', 'seen'] }
    const now = await client.watch([{ ...watch, reputation: -2 }])
    const ever = await client.watch([{ ...watch, worstReputation: -2 }])
    const other = await createWatchClient(server)
    for (const [name, reputation] of [
      ['good', 1],
      ['poor', -1],
      ['bad', -2],
    ] as const) {
      await client.report({ type: 'email', attributes: { email: `${name}@x.example` }, reputation })
    }
    const bad = { type: 'email', attributes: { email: 'bad@x.example' } }
    await other.report({ ...bad, reputation: 3 })
    expect(await told(now.id)).toEqual(['created bad@x.example'])
    expect(await told(ever.id)).toEqual(['created bad@x.example', 'reputation bad@x.example'])
  })

  it('tells repetitions and links only where it is asked to, once in the window', async () => {
    const domain = 'busy.example'
    const some = await client.watch([{ value: domain }])
    const all = await client.watch([{ value: domain, events: ['seen', 'linked'] }])
    const report = { type: 'domain', attributes: { domain } }
    await client.report(report)
    await client.report(report)
    await client.report(report)
    const ips = ['198.18.20.1', '198.18.20.2']
    const associations = ips.map((ip) => ({ type: 'ip', attributes: { ip } }))
    await client.report({ ...report, associations })
    await client.report({ ...report, associations })
    expect(await told(some.id)).toEqual([`created ${domain}`])
    const [linked, ...earlier] = await client.alerts(all.id)
    expect(earlier.map(({ event }) => event)).toEqual(['seen'])
    expect(linked).toMatchObject({ event: 'linked' })
    expect(linked?.related?.toSorted()).toEqual(ips.map((ip) => entityId('ip', ip)).toSorted())
  })

  it('tells of a link between entities that are known', async () => {
    const ids = [entityId('domain', 'left.example'), entityId('ip', '198.18.30.1')] as const
    await client.report({ type: 'domain', attributes: { domain: 'left.example' }, tags: ['joint'] })
    await client.report({ type: 'ip', attributes: { ip: '198.18.30.1' } })
    const events = ['linked']
    const watches = [
      { tag: 'joint', events },
      { cidr: '198.18.30.0/24', events },
      { type: 'asn', events },
    ]
    const { id } = await client.watch(watches)
    const body = { entityID: ids[0], relatedEntityID: ids[1] }
    const reply = await client.send('POST', '/api/ingest/v1/association', body)
    expect(reply.status, reply.text).toBe(202)
    const alerts = await client.alerts(id)
    expect(alerts).toHaveLength(2)
    expect(alerts.every(({ event }) => event === 'linked')).toBe(true)
    expect(alerts.flatMap(({ related = [] }) => related).toSorted()).toEqual(ids.toSorted())
  })

  it('tells what a scan finds', async () => {
    const { id } = await client.watch([{ cidr: '127.0.77.0/24' }])
    const scan = await client.send('POST', '/api/ingest/v1/scan', { target: '127.0.77.1' })
    expect(scan.status, scan.text).toBe(202)
    await vi.waitFor(async () => expect(await told(id)).toEqual(['created 127.0.77.1']), waiting)
  })

  it('tells again after the window, and not before', async () => {
    const { id } = await client.watch([{ value: 'again.example', events: ['seen'] }])
    const report = { type: 'domain', attributes: { domain: 'again.example' } }
    await client.report(report)
    await client.report(report)
    expect(await told(id)).toHaveLength(1)
    const age = (hours: number) =>
      server.store.query(
        {
          text: "UPDATE alert_states SET at = at - $2::int * interval '1 hour' WHERE source_id = $1",
        },
        [id, hours],
      )
    await age(23)
    await client.report(report)
    expect(await told(id)).toHaveLength(1)
    await age(1)
    await client.report(report)
    expect(await told(id)).toHaveLength(2)
  })

  it('tells nothing more once it is deleted, not even what waits to be delivered', async () => {
    let status = 503
    await using receiver = await startReceiver(() => status)
    const { id } = await client.watch([{ type: 'asn' }], { webhook: { url: receiver.url } })
    await client.report({ type: 'asn', attributes: { asn: 64_501 } })
    await receive(receiver, 1)
    expect((await client.send('DELETE', `${watchlists}/${id}`)).status).toBe(200)
    status = 200
    await server.store.query({
      text: `UPDATE jobs SET run_at = now() WHERE kind = 'deliver-webhook'`,
    })
    await client.report({ type: 'asn', attributes: { asn: 64_502 } })
    await vi.waitFor(
      async () => expect(await server.context.queue.count('deliver-webhook')).toBe(0),
      waiting,
    )
    expect(receiver.messages).toHaveLength(1)
    for (const path of ['', '/alerts']) {
      expectError(await client.send('GET', `${watchlists}/${id}${path}`), 404)
    }
  })

  it('sends what waits to the webhook that it has now', async () => {
    await using gone = await startReceiver(503)
    await using receiver = await startReceiver()
    const headers = [{ key: 'x-token', value: 'abc' }]
    const watches = [{ value: 'moved.example' }]
    const { id } = await client.watch(watches, { webhook: { url: gone.url, headers } })
    await client.report({ type: 'domain', attributes: { domain: 'moved.example' } })
    await receive(gone, 1)
    const change = { name: 'mine', watches, webhook: { url: receiver.url } }
    const reply = await client.send('PUT', `${watchlists}/${id}`, change)
    expect(reply.json).toMatchObject({ webhook: { url: receiver.url, headerNames: [] } })
    await server.store.query({
      text: `UPDATE jobs SET run_at = now() WHERE kind = 'deliver-webhook'`,
    })
    const [message] = await receive(receiver, 1)
    expect(toAlert(message ?? { path: '', headers: {}, body: '{}' })).toMatchObject({
      watchlist: { id },
    })
    expect(message?.headers['x-token']).toBeUndefined()
  })

  it('keeps ids, headers and what it told when it is replaced', async () => {
    await using receiver = await startReceiver()
    const headers = [{ key: 'x-token', value: 'abc' }]
    const first = await client.watch([{ value: 'kept.example' }, { tag: 'dropped' }], {
      webhook: { url: receiver.url, headers },
    })
    await client.report({ type: 'domain', attributes: { domain: 'kept.example' } })
    await receive(receiver, 1)
    const reply = await client.send('PUT', `${watchlists}/${first.id}`, {
      name: 'renamed',
      watches: [{ tag: 'new' }, { value: 'KEPT.example', events: ['created', 'seen'] }],
      webhook: { url: receiver.url },
    })
    expect(reply.status, reply.text).toBe(200)
    expect(reply.json).toMatchObject({
      id: first.id,
      name: 'renamed',
      watches: [
        { tag: 'new' },
        { id: first.watches[0]?.['id'], value: 'kept.example', events: ['created', 'seen'] },
      ],
      webhook: { url: receiver.url, headerNames: ['x-token'] },
    })
    const tags = ['dropped', 'new']
    await client.report({ type: 'domain', attributes: { domain: 'tags.example' }, tags })
    expect(await told(first.id)).toEqual(['created kept.example', 'created tags.example'])
    const messages = await receive(receiver, 2)
    expect(messages[1]?.headers['x-token']).toBe('abc')
  })

  it('sends a test, signed like any alert', async () => {
    await using receiver = await startReceiver()
    const { id } = await client.watch([{ tag: 'x' }], { webhook: { url: receiver.url } })
    const reply = await client.send('POST', `${watchlists}/${id}/test`)
    expect(reply.status, reply.text).toBe(202)
    const [message] = await receive(receiver, 1)
    const alert = new Webhook(await client.secret()).verify(message?.body ?? '', {
      'webhook-id': String(message?.headers['webhook-id']),
      'webhook-timestamp': String(message?.headers['webhook-timestamp']),
      'webhook-signature': String(message?.headers['webhook-signature']),
    })
    expect(alert).toMatchObject({ type: 'alert', event: 'test', watchlist: { id } })
    expect((await client.alerts(id)).map(({ event }) => event)).toEqual(['test'])
    const quiet = await client.watch([{ tag: 'x' }])
    const refused = await client.send('POST', `${watchlists}/${quiet.id}/test`)
    expect(expectError(refused, 400).param).toBe('webhook')
  })

  it('pages its alerts, newest first or oldest first', async () => {
    const { id } = await client.watch([{ type: 'phone' }])
    for (let number = 1; number <= 5; number += 1) {
      await client.report({ type: 'phone', attributes: { phone: `+1202555010${number}` } })
    }
    const page = await client.send('GET', `${watchlists}/${id}/alerts?limit=2&page=2`)
    expect(page.json).toMatchObject({ items: 5, pages: 3 })
    expect(summarize(await client.alerts(id, '?limit=2&page=2'))).toEqual([
      'created +12025550102',
      'created +12025550103',
    ])
    expect(summarize(await client.alerts(id, '?limit=1&order=asc'))).toEqual([
      'created +12025550101',
    ])
    expectError(await client.send('GET', `${watchlists}/${id}/alerts?sort=type`), 400)
    expectError(await client.send('GET', `${watchlists}/${id}/alerts?limit=1001`), 400)
  })
})
