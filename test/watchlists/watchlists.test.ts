import { entityId } from '@windvane/model'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { startReceiver } from '../scans/receiver.ts'
import { createWatchClient, receive, toAlert, type WatchClient } from './watch-client.ts'

describe('a watchlist', () => {
  let server: Harness
  let client: WatchClient

  beforeAll(async () => {
    server = await startHarness({ worker: true, config: { scanPrivate: 'on' } })
    client = await createWatchClient(server)
  })

  afterAll(() => server[Symbol.asyncDispose]())

  it('tells a watched value to its webhook, once and signed', async () => {
    await using receiver = await startReceiver()
    const watchlist = await client.watch([{ value: 'hxxp://evil[.]example/Drop' }], {
      name: 'droppers',
      webhook: { url: receiver.url, headers: [{ key: 'Authorization', value: 'Bearer t0p' }] },
    })
    const url = 'http://evil.example/Drop'
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
      { id: expect.any(String), value: url, events: ['created', 'reputation', 'tagged'] },
    ])
    const [listed, ...others] = await client.alerts(watchlist.id)
    expect(others).toEqual([])
    expect(listed).toMatchObject(toAlert(message ?? { path: '', headers: {}, body: '{}' }))
    expect(JSON.stringify(watchlist)).not.toContain('t0p')
  })
})
