import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startServer } from '../../apps/server/src/start-server.ts'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { rawRequest } from '../harness/raw-request.ts'
import { type Harness, type KeyHeaders, startHarness } from '../harness/start-harness.ts'
import { getTicket, openLive, refusedUpgrade, toUrl } from './live-reader.ts'
import { openRaw, toFrame } from './raw-socket.ts'

const waiting = { timeout: 20_000, interval: 50 }
const feed = '/api/analytics/v1/live'

let server: Harness
let keys: KeyHeaders

beforeAll(async () => {
  server = await startHarness()
  keys = await server.keys()
})

afterAll(() => server[Symbol.asyncDispose]())

async function run(text: string, values: readonly unknown[] = []): Promise<void> {
  await server.store.query({ text }, values)
}

describe('tickets', () => {
  it('have no use after 30 seconds, a second time, or when they are none', async () => {
    const late = await getTicket(server, keys)
    await run(`UPDATE live_tickets SET expire_at = now() - interval '1 ms'`)
    for (const ticket of [late, '', 'x', 'x'.repeat(43), `${late}x`, '%00', 'é'.repeat(43)]) {
      expectError(await refusedUpgrade(server, encodeURIComponent(ticket)), 401)
    }
    const ticket = await getTicket(server, keys)
    const both = await Promise.allSettled([
      openLive(server, { keys, ticket }),
      openLive(server, { keys, ticket }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    for (const each of both)
      if (each.status === 'fulfilled') await each.value[Symbol.asyncDispose]()
  })

  it('are kept as digests alone, and expire in 30 seconds', async () => {
    const ticket = await getTicket(server, keys)
    const [row] = await server.store.query<{ readonly text: string; readonly seconds: number }>({
      text: `SELECT row_to_json(t)::text AS text,
        extract(epoch FROM expire_at - now())::float AS seconds
        FROM live_tickets t ORDER BY expire_at DESC LIMIT 1`,
    })
    expect(row?.text).not.toContain(ticket)
    expect(row?.text).not.toContain(Buffer.from(ticket).toString('hex'))
    expect(row?.seconds).toBeGreaterThan(20)
    expect(row?.seconds).toBeLessThanOrEqual(30)
  })

  it('open nothing once their credential is revoked, or reads with other groups', async () => {
    const revoked = await server.keys()
    const first = await getTicket(server, revoked)
    await run('DELETE FROM key_pairs WHERE api_key = $1', [revoked['api-key']])
    expectError(await refusedUpgrade(server, first), 401)
    const moved = await server.keys(['user'], ['public', 'a'])
    const second = await getTicket(server, moved)
    await removeGroup(moved)
    expectError(await refusedUpgrade(server, second), 401)
  })

  it('open the feed on another process too', async () => {
    await using other = await startServer(server.context)
    const ticket = await getTicket(server, keys)
    await using reader = await openLive({ ...server, url: other.url }, { keys, ticket })
    expect(reader.socket.readyState).toBe(1)
  })

  it('are only for those who may read', async () => {
    expectError(await server.request(`${feed}/ticket`), 401)
    const headers = await server.keys(['users_admin'])
    expectError(await server.request(`${feed}/ticket`, { headers }), 403)
    expectError(await server.request(`${feed}/events`, { headers }), 403)
  })
})

describe('the upgrade', () => {
  it('is asked for where it is missing, and the ticket stays good', async () => {
    const ticket = await getTicket(server, keys)
    const reply = await server.request(`${feed}?ticket=${ticket}`, { headers: keys })
    expectError(reply, 426)
    expect(reply.headers.get('upgrade')).toBe('websocket')
    await using reader = await openLive(server, { keys, ticket })
    expect(reader.socket.extensions).toBe('')
  })

  it('is refused with 400 when the handshake is wrong', async () => {
    const ticket = await getTicket(server, keys)
    const request =
      `GET ${feed}?ticket=${ticket} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n` +
      'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n'
    const { replies } = await rawRequest(server.url, request)
    expect(replies[0]?.status).toBe(400)
    expect(replies[0]?.headers.get('x-error-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('changes nothing where there is no socket', async () => {
    const request = `GET /healthz HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`
    const { replies } = await rawRequest(server.url, request, { replies: 1 })
    expect(replies[0]?.status).toBe(200)
  })

  it('is refused beyond four sockets of an account, until one is closed', async () => {
    const own = await server.keys()
    const open = () => openLive(server, { keys: own })
    const readers = await Promise.all([open(), open(), open(), open()])
    const refused = await refusedUpgrade(server, await getTicket(server, own))
    expectError(refused, 429)
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
    await readers[0]?.[Symbol.asyncDispose]()
    await vi.waitFor(async () => {
      await using again = await open()
      expect(again.socket.readyState).toBe(1)
    }, waiting)
    for (const reader of readers) await reader[Symbol.asyncDispose]()
  })
})

describe('hostile frames', () => {
  const text = 0x1
  const ping = 0x9
  const cases: readonly (readonly [string, Buffer, number])[] = [
    ['a frame of 10 MB', toFrame(text, Buffer.alloc(10_000_000)), 1009],
    ['a frame one byte too long', toFrame(text, Buffer.alloc(4_097)), 1009],
    ['a fragmented control frame', toFrame(ping, Buffer.alloc(1), { isFinal: false }), 1002],
    ['bad UTF-8', toFrame(text, Buffer.from([0xc3, 0x28])), 1007],
    ['an unmasked frame', toFrame(text, Buffer.from('x'), { isMasked: false }), 1002],
    [
      'a ping flood',
      Buffer.concat(Array.from({ length: 2_000 }, () => toFrame(ping, Buffer.alloc(0)))),
      1008,
    ],
    [
      'a flood of messages',
      Buffer.concat(Array.from({ length: 2_000 }, () => toFrame(text, Buffer.from('x')))),
      1008,
    ],
  ]

  it.each(cases)('I17: %s', async (_name, bytes, code) => {
    using raw = await openRaw(server, await getTicket(server, await server.keys()))
    raw.send(bytes)
    expect(await raw.closed).toBe(code)
    expectSuccess(await server.request('/healthz'), 200)
  })

  it('I17: a few messages within the limit do no harm', async () => {
    await using reader = await openLive(server, { keys: await server.keys() })
    reader.socket.send(Buffer.alloc(4_096, 0x20).toString())
    reader.socket.ping()
    await new Promise((resolve) => reader.socket.once('pong', resolve))
    expect(reader.socket.readyState).toBe(1)
  })
})

describe('the feed ends', () => {
  it('I19: when a group is taken from its reader', async () => {
    const member = await server.keys(['user'], ['public', 'a'])
    await using reader = await openLive(server, { keys: member })
    await removeGroup(member)
    expect(await reader.closed).toBe(1008)
    expect(reader.frames).toEqual([])
  })

  it('I19: when its credential is revoked, and only that of its reader', async () => {
    const revoked = await server.keys()
    await using other = await openLive(server, { keys: await server.keys() })
    await using reader = await openLive(server, { keys: revoked })
    await run('DELETE FROM key_pairs WHERE api_key = $1', [revoked['api-key']])
    expect(await reader.closed).toBe(1008)
    expect(other.socket.readyState).toBe(1)
  })

  it('when the server stops', async () => {
    await using stopping = await startHarness()
    const own = await stopping.keys()
    await using reader = await openLive(stopping, { keys: own })
    using silent = await openRaw(stopping, await getTicket(stopping, own))
    await stopping[Symbol.asyncDispose]()
    expect(await reader.closed).toBe(1001)
    expect(await silent.closed).toBe(1001)
  })

  it('for readers who take nothing, and goes on for those who do', async () => {
    const own = await server.keys()
    const open = async () => openRaw(server, await getTicket(server, own))
    const silent = await Promise.all([open(), open(), open(), open()])
    await using quick = await openLive(server, { keys: await server.keys() })
    for (const raw of silent) raw.pause()
    await run(
      `INSERT INTO live_events (at, events)
       SELECT now(), jsonb_agg(jsonb_build_array('value-' || repeat('0', 64), repeat('y', 2500),
         jsonb_build_array(jsonb_build_array('public', '["created"]'::jsonb, 0, '[]'::jsonb))))
       FROM generate_series(1, 40) AS row, generate_series(1, 500) GROUP BY row`,
    )
    // Their places are free again once they are cut off.
    await vi.waitFor(async () => {
      await using again = await openLive(server, { keys: own })
      expect(again.socket.readyState).toBe(1)
    }, waiting)
    await vi.waitFor(() => expect(quick.frames).toHaveLength(20_000), waiting)
    for (const raw of silent) raw[Symbol.dispose]()
  }, 60_000)
})

async function removeGroup(headers: KeyHeaders): Promise<void> {
  await run(
    `UPDATE users SET groups = '{public}'
     WHERE id = (SELECT user_id FROM key_pairs WHERE api_key = $1)`,
    [headers['api-key']],
  )
}

it('a ticket that came in the address is in no header of a reply', async () => {
  const ticket = await getTicket(server, keys)
  const { headers, text } = await refusedUpgrade(server, `${ticket}&ticket=x`)
  expect(`${JSON.stringify([...headers])} ${text}`).not.toContain(ticket)
  expect(toUrl(server, ticket)).toContain(ticket)
})
