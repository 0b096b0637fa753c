import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { createScanClient, type ScanClient } from './scan-client.ts'
import { idOf } from './scan-replies.ts'

/** Without a worker nothing is scanned, and every POST makes a new task. */
describe('POST /api/ingest/v1/scan with an Idempotency-Key', () => {
  let server: Harness
  let client: ScanClient

  beforeAll(async () => {
    const config = { scanPrivate: 'off', scansOpen: 1_000, scanTtlMs: 0 } as const
    server = await startHarness({ config })
    client = createScanClient(server, await server.keys(['reporter']))
  })

  afterAll(() => server[Symbol.asyncDispose]())

  const post = (key: string, body: unknown, who = client) =>
    who.post(body, { 'idempotency-key': key })

  const finishAll = () =>
    server.store.query({ text: `UPDATE scans SET status = 'done', finished_at = now()` })

  it('answers the same request with the same status and body, whatever happened since', async () => {
    const body = { target: '203.0.113.141', type: 'ip' }
    const first = await post('retry-1', body)
    expect(first).toMatchObject({ status: 202, json: { status: 'new' } })
    await finishAll()
    const again = await post('retry-1', { type: 'ip', target: '203.0.113.141' })
    expect([again.status, again.text]).toEqual([first.status, first.text])
    const other = await post('retry-2', body)
    expect(other.status).toBe(202)
    expect(idOf(other)).not.toBe(idOf(first))
  })

  it('answers many requests at once with one task, whatever their number', async () => {
    const replies = await Promise.all(
      Array.from({ length: 30 }, () => post('burst', { target: '203.0.113.142' })),
    )
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(replies[0]?.status).toBe(202)
    const text = `SELECT count(*)::int AS count FROM scans WHERE target = '203.0.113.142'`
    expect(await server.store.query({ text })).toEqual([{ count: 1 }])
  })

  it('registers the webhook of a repeated request once', async () => {
    const webhook = { url: 'https://example.com/hook', headers: [{ key: 'X-A', value: 'b' }] }
    const body = { target: '203.0.113.143', webhook }
    const id = idOf(await post('hook', body))
    await post('hook', body)
    const { json } = await client.get(`${id}/webhooks`)
    expect((json as { webhooks: unknown[] }).webhooks).toHaveLength(1)
  })

  it('refuses the key of another request', async () => {
    await post('mine', { target: '203.0.113.144' })
    for (const body of [
      { target: '203.0.113.145' },
      { target: '203.0.113.144', type: 'ip' },
      { target: '203.0.113.144', webhook: { url: 'https://example.com/hook' } },
    ]) {
      const { message } = expectError(await post('mine', body), 400)
      expect(message).toBe('idempotency key was used for another request')
    }
  })

  it('keeps the keys of accounts apart, and no key in clear', async () => {
    const other = createScanClient(server, await server.keys(['reporter']))
    const first = await post('both-use-this', { target: '203.0.113.146' })
    const second = await post('both-use-this', { target: '203.0.113.147' }, other)
    expect([first.status, second.status]).toEqual([202, 202])
    const text = 'SELECT row_to_json(k)::text AS row FROM idempotency_keys AS k'
    const rows = await server.store.query<{ readonly row: string }>({ text })
    const hex = Buffer.from('both-use-this').toString('hex')
    for (const { row } of rows) {
      expect(row).not.toContain('both-use-this')
      expect(row).not.toContain(hex)
    }
  })

  it('forgets a request that failed, and every one after a day', async () => {
    expectError(await post('failed', { target: 'not a host' }), 400)
    expect((await post('failed', { target: '203.0.113.148' })).status).toBe(202)
    await finishAll()
    const old = `UPDATE idempotency_keys SET created_at = now() - interval '25 hours'`
    await server.store.query({ text: old })
    expect((await post('failed', { target: '203.0.113.149' })).status).toBe(202)
    const text = 'SELECT count(*)::int AS count FROM idempotency_keys'
    expect(await server.store.query({ text })).toEqual([{ count: 1 }])
  })

  it('takes 1 to 255 printable ASCII characters for a key', async () => {
    const body = { target: '203.0.113.150' }
    for (const key of ['k', `"${'x'.repeat(253)}"`, 'a key: with ~ all!']) {
      expect([200, 202]).toContain((await post(key, body)).status)
    }
    for (const key of ['', 'x'.repeat(256), 'schlüssel', 'a\tb']) {
      expectError(await post(key, body), 400)
    }
  })
})
