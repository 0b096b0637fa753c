import { connect } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { maxEvents } from '../../apps/server/src/scans/live-scan.ts'
import { startWorker } from '../../apps/server/src/start-worker.ts'
import { expectError, expectNothing } from '../harness/expect-error.ts'
import { type Harness, type KeyHeaders, startHarness } from '../harness/start-harness.ts'
import { readEvents, type ReceivedEvent } from './event-reader.ts'
import { createScanClient, type ScanClient, waiting } from './scan-client.ts'
import { idOf } from './scan-replies.ts'
import { ports, scanPorts, startSshAndHttps, startTarpit } from './scan-targets.ts'

describe('GET /api/ingest/v1/scan/{id}/events', () => {
  let server: Harness
  /** Has no worker, so its tasks wait. */
  let idle: Harness
  let keys: KeyHeaders
  let client: ScanClient

  beforeAll(async () => {
    const config = { scanPrivate: 'on', scanPorts, scanTtlMs: 0, scansOpen: 1_000 } as const
    server = await startHarness({ worker: true, config })
    keys = await server.keys(['user', 'reporter'])
    client = createScanClient(server, keys)
    idle = await startHarness({ config })
  })

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await idle[Symbol.asyncDispose]()
  })

  it('tells what a scan finds while it runs, and ends with it', async () => {
    await using host = await startSshAndHttps('127.0.0.91')
    const id = idOf(await client.post({ target: host.address }))
    await using reader = await readEvents(server, { id, keys })
    expect(reader.status).toBe(200)
    expect(reader.headers.get('content-type')).toBe('text/event-stream')
    expect(reader.headers.get('cache-control')).toBe('no-store')
    await reader.ended
    expect(reader.text()).toMatch(/^retry: \d+\n\n/)
    const { events } = reader
    expect(events.map((event) => event.id)).toEqual(events.map((_event, index) => index + 1))
    expect(dataOf(events, 'stage').map(({ stage }) => stage)).toContain('services')
    const percents = dataOf(events, 'percent').map(({ percent }) => Number(percent))
    expect(percents).toEqual(percents.toSorted((a, b) => a - b))
    expect(dataOf(events, 'port').map(({ port }) => port)).toEqual(
      expect.arrayContaining([ports.ssh, ports.https]),
    )
    expect(dataOf(events, 'service')).toContainEqual(
      expect.objectContaining({ port: ports.ssh, name: 'ssh', product: 'OpenSSH' }),
    )
    expect(dataOf(events, 'certificate')).toContainEqual(
      expect.objectContaining({ port: ports.https, dnsNames: ['www.example.com'] }),
    )
    expect(events.at(-1)).toMatchObject({ name: 'done', data: { status: 'done' } })
    expect((await client.status(id)).status).toBe('done')
  })

  it('tells a finished scan again, from the event asked for, and 204 after the last', async () => {
    await using host = await startSshAndHttps('127.0.0.92')
    const id = await client.scan(host.address)
    await using whole = await readEvents(server, { id, keys })
    await whole.ended
    expect(whole.events.length).toBeGreaterThan(5)
    await using rest = await readEvents(server, { id, keys, lastId: 3 })
    await rest.ended
    expect(rest.events).toEqual(whole.events.slice(3))
    const last = { 'last-event-id': String(whole.events.length) }
    const path = `/api/ingest/v1/scan/${id}/events`
    expectNothing(await server.request(path, { headers: { ...keys, ...last } }))
  })

  it('tells of a scan whose events are forgotten that it is done', async () => {
    const id = await client.scan('127.0.0.93')
    const old = `UPDATE scan_events SET at = now() - interval '25 hours' WHERE scan_id = $1`
    await server.store.query({ text: old }, [id])
    await client.scan('127.0.0.94')
    await using reader = await readEvents(server, { id, keys, lastId: 7 })
    await reader.ended
    expect(reader.events).toEqual([
      { id: 8, name: 'done', data: { status: 'done', message: '0 open ports' } },
    ])
  })

  it('follows a scan that another process runs', async () => {
    await using elsewhere = await startHarness({ config: { scanPrivate: 'on', scanPorts } })
    const own = await elsewhere.keys(['user', 'reporter'])
    await using host = await startTarpit('127.0.0.95')
    const reporter = createScanClient(elsewhere, own)
    const id = idOf(await reporter.post({ target: host.address }))
    await using reader = await readEvents(elsewhere, { id, keys: own })
    // A second context on the same store hears nothing of the signals of the first.
    const { createContext } = await import('../../apps/server/src/context.ts')
    const { config, log, store } = elsewhere.context
    const secrets = { secretKey: undefined, databaseUrl: undefined }
    await using other = await createContext({ config, log, store, secrets })
    await using _worker = await startWorker(other)
    await vi.waitFor(() => expect(dataOf(reader.events, 'port')).toHaveLength(1), waiting)
    await host[Symbol.asyncDispose]()
    await reader.ended
    expect(reader.events.at(-1)?.name).toBe('done')
  }, 60_000)

  it('tells no more than so many records, then that there are more', async () => {
    const id = idOf(await client.post({ target: '127.0.0.96' }))
    await server.store.query({ text: 'DELETE FROM scan_events WHERE scan_id = $1' }, [id])
    await client.until(id, 'done')
    const { openLiveScan } = await import('../../apps/server/src/scans/live-scan.ts')
    const { createSignals } = await import('../../apps/server/src/scans/signals.ts')
    const running = `UPDATE scans SET status = 'running', attempt = 9 WHERE id = $1`
    await server.store.query({ text: running }, [id])
    await server.store.query({ text: 'DELETE FROM scan_events WHERE scan_id = $1' }, [id])
    const liveScan = { store: server.store, told: createSignals(), cancels: createSignals() }
    const job = { id, kind: 'run-scan', subject: id, attempt: 9 } as const
    {
      await using live = openLiveScan(liveScan, job, { eventCount: 1_000 })
      for (let port = 1; port <= maxEvents; port += 1) {
        const record = { address: '127.0.0.96', port, transport: 'tcp', state: 'open' } as const
        live.note({ kind: 'port', port: { ...record, reason: 'syn-ack', tries: 1 } })
      }
    }
    const text = `SELECT name, count(*)::int AS count, max(seq) AS last FROM scan_events
      WHERE scan_id = $1 GROUP BY name ORDER BY name`
    expect(await server.store.query({ text }, [id])).toEqual([
      { name: 'port', count: maxEvents - 1_000, last: maxEvents - 1_000 },
      { name: 'truncated', count: 1, last: maxEvents - 999 },
    ])
    await using late = openLiveScan(liveScan, { ...job, attempt: 8 }, { eventCount: 0 })
    late.note({ kind: 'progress', stage: 'ports', done: 1, total: 2 })
    await late[Symbol.asyncDispose]()
    expect(await server.store.query({ text }, [id])).toHaveLength(2)
  })

  it('gives an account four streams at once and takes them back when their readers leave', async () => {
    const own = await idle.keys(['user', 'reporter'])
    const id = idOf(await createScanClient(idle, own).post({ target: '127.0.0.97' }))
    const open = () => readEvents(idle, { id, keys: own })
    const readers = await Promise.all([open(), open(), open(), open()])
    expect(readers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const path = `/api/ingest/v1/scan/${id}/events`
    const refused = await idle.request(path, { headers: own })
    expectError(refused, 429)
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
    await Promise.all(readers.map((reader) => reader[Symbol.asyncDispose]()))
    await vi.waitFor(async () => {
      await using again = await open()
      expect(again.status).toBe(200)
    }, waiting)
  })

  it('shows now and then that it is there', async () => {
    const own = await idle.keys(['user', 'reporter'])
    const id = idOf(await createScanClient(idle, own).post({ target: '127.0.0.102' }))
    await using reader = await readEvents(idle, { id, keys: own })
    await vi.waitFor(() => expect(reader.text()).toMatch(/^retry: \d+\n\n:\n\n$/), waiting)
  })

  it('ends the stream of a reader whose credential is revoked', async () => {
    const own = await idle.keys(['user', 'reporter'])
    const id = idOf(await createScanClient(idle, own).post({ target: '127.0.0.98' }))
    await using reader = await readEvents(idle, { id, keys: own })
    const text = 'DELETE FROM key_pairs WHERE api_key = $1'
    await idle.store.query({ text }, [own['api-key']])
    await reader.ended
    expect(reader.events).toEqual([])
  })

  it('ends its streams when the server stops', async () => {
    await using stopping = await startHarness({ config: { scanPrivate: 'on' } })
    const own = await stopping.keys(['user', 'reporter'])
    const id = idOf(await createScanClient(stopping, own).post({ target: '127.0.0.99' }))
    await using reader = await readEvents(stopping, { id, keys: own })
    await stopping[Symbol.asyncDispose]()
    await reader.ended
  })

  it('cuts off readers who take nothing', async () => {
    const own = await idle.keys(['user', 'reporter'])
    const id = idOf(await createScanClient(idle, own).post({ target: '127.0.0.100' }))
    const fill = `INSERT INTO scan_events (scan_id, seq, name, data)
      SELECT $1, n, 'port', '{"x":"' || repeat('y', 16000) || '"}' FROM generate_series(1, 2000) AS n`
    await idle.store.query({ text: fill }, [id])
    const { hostname, port } = new URL(idle.url)
    const head = Object.entries(own).map(([name, value]) => `${name}: ${value}\r\n`)
    const sockets = await Promise.all(
      [1, 2, 3, 4].map(async () => {
        const socket = connect({ port: Number(port), host: hostname })
        socket.on('error', () => undefined)
        await once(socket, 'connect')
        const line = `GET /api/ingest/v1/scan/${id}/events HTTP/1.1`
        socket.write(`${line}\r\nHost: x\r\n${head.join('')}\r\n`)
        const [first] = await once(socket, 'data')
        socket.pause()
        expect(String(first)).toMatch(/^HTTP\/1\.1 200 /)
        return socket
      }),
    )
    const open = async (): Promise<number> => {
      await using reader = await readEvents(idle, { id, keys: own })
      return reader.status
    }
    expect(await open()).toBe(429)
    await vi.waitFor(async () => expect(await open()).toBe(200), waiting)
    for (const socket of sockets) socket.destroy()
  }, 60_000)

  it('does not know tasks of others, and refuses a number that is none', async () => {
    const foreign = await idle.keys(['user', 'reporter'], ['org:other'])
    const own = await idle.keys(['user', 'reporter'])
    const id = idOf(await createScanClient(idle, own).post({ target: '127.0.0.101' }))
    const path = `/api/ingest/v1/scan/${id}/events`
    expectError(await idle.request(path, { headers: foreign }), 404)
    expectError(await idle.request('/api/ingest/v1/scan/x/events', { headers: own }), 404)
    expectError(await idle.request(path, { headers: await idle.keys(['trusted']) }), 403)
    expectError(await idle.request(path), 401)
    for (const number of ['x', '-1', '1e3', '9'.repeat(10)]) {
      const headers = { ...own, 'last-event-id': number }
      expectError(await idle.request(path, { headers }), 400)
    }
  })
})

function dataOf(events: readonly ReceivedEvent[], name: string): readonly ReceivedEvent['data'][] {
  return events.filter((event) => event.name === name).map(({ data }) => data)
}
