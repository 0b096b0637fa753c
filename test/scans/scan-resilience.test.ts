import { describe, expect, it, vi } from 'vitest'
import { startWorker } from '../../apps/server/src/start-worker.ts'
import { type Harness, type HarnessReply, startHarness } from '../harness/start-harness.ts'
import { startReceiver } from './receiver.ts'
import { scanPorts, startSshAndHttps, startTarpit } from './scan-targets.ts'

const config = { scanPrivate: 'on', scanPorts } as const

// Each test boots a server of its own.
describe('scans under failing workers', { timeout: 60_000 }, () => {
  it('P1: a scan whose worker dies five times ends as done with the reason', async () => {
    await using server = await startHarness({ config })
    await using receiver = await startReceiver()
    const scan = await ask(server, '127.0.0.61', receiver.url)
    for (let death = 1; death <= 5; death += 1) {
      const [job] = await server.context.queue.claim('run-scan', 1)
      expect(job?.attempt).toBe(death)
      await endLeases(server)
    }
    await using _worker = await startWorker(server.context)
    const { message } = await scan.untilDone()
    expect(message).toBe('given up: the scan was cut off 5 times')
    await vi.waitFor(() => expect(receiver.messages).toHaveLength(1), waiting)
  })

  it('P3: a worker that lost its lease writes nothing', async () => {
    await using server = await startHarness({ config })
    await using host = await startTarpit('127.0.0.62')
    const scan = await ask(server, host.address)
    const [job] = await server.context.queue.claim('run-scan', 1)
    if (!job) throw new Error('nothing to scan')
    const paused = server.context.scans.run(job, new AbortController().signal)
    await scan.until('running')
    await endLeases(server)
    const [taken] = await server.context.queue.claim('run-scan', 1)
    expect(taken?.attempt).toBe(2)
    await host[Symbol.asyncDispose]()
    await expect(paused).rejects.toThrow('lease')
    expect((await scan.read()).status).toBe('running')
    expect(await countHistory(server)).toBe(0)
    await endLeases(server)
    await using _worker = await startWorker(server.context)
    await scan.untilDone()
    expect(await countHistory(server)).toBeGreaterThan(0)
  })

  it('K13: results are written once, however many workers were killed in whatever phase', async () => {
    await using server = await startHarness({ config })
    await using host = await startSshAndHttps('127.0.0.63')
    const scan = await ask(server, host.address)
    const attempts: Promise<unknown>[] = []
    for (const phase of ['claimed', 'running', 'running'] as const) {
      const [job] = await server.context.queue.claim('run-scan', 1)
      if (!job) throw new Error('nothing to scan')
      if (phase === 'running') {
        const attempt = server.context.scans.run(job, new AbortController().signal)
        attempts.push(attempt.catch(() => undefined))
        await scan.until('running')
      }
      await endLeases(server)
    }
    await using _worker = await startWorker(server.context)
    await scan.untilDone()
    await Promise.all(attempts)
    const text = `SELECT entity_id, count(*)::int AS records FROM history GROUP BY entity_id`
    type Row = { readonly entity_id: string; readonly records: number }
    const rows = await server.store.query<Row>({ text })
    expect(rows.length).toBeGreaterThan(5)
    expect(rows.filter(({ records }) => records !== 1)).toEqual([])
  })

  it('P11: a worker that stops gives its scan back at once, and the attempt is not counted', async () => {
    await using server = await startHarness({ config })
    await using host = await startTarpit('127.0.0.64')
    const scan = await ask(server, host.address)
    const worker = await startWorker(server.context)
    await scan.until('running')
    await worker[Symbol.asyncDispose]()
    expect((await scan.read()).status).toBe('queued')
    await host[Symbol.asyncDispose]()
    const [job] = await server.context.queue.claim('run-scan', 1)
    expect(job?.attempt).toBe(1)
    await endLeases(server)
    await using _worker = await startWorker(server.context)
    await scan.untilDone()
  })

  it('C55: a request repeated because its answer was lost makes no second task', async () => {
    await using server = await startHarness({ config })
    const headers = await server.keys(['reporter'])
    const body = JSON.stringify({ target: '127.0.0.65' })
    const leave = new AbortController()
    const lost = fetch(`${server.url}/api/ingest/v1/scan`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
      signal: leave.signal,
    })
    leave.abort()
    await lost.catch(() => undefined)
    const again = (): Promise<HarnessReply> =>
      server.request('/api/ingest/v1/scan', { method: 'POST', headers, rawBody: body })
    expect([200, 202]).toContain((await again()).status)
    expect((await again()).status).toBe(200)
    const text = `SELECT count(*)::int AS count FROM scans`
    expect(await server.store.query({ text })).toEqual([{ count: 1 }])
  })
})

const waiting = { timeout: 25_000, interval: 50 }

type ScanReply = { readonly status: string; readonly message: string }

async function ask(server: Harness, target: string, webhookUrl?: string) {
  const headers = await server.keys(['user', 'reporter'])
  const body = { target, ...(webhookUrl !== undefined && { webhook: { url: webhookUrl } }) }
  const reply = await server.request('/api/ingest/v1/scan', { method: 'POST', headers, body })
  expect(reply.status).toBe(202)
  const { id } = reply.json as { readonly id: string }
  const read = async (): Promise<ScanReply> => {
    const { json } = await server.request(`/api/ingest/v1/scan/${id}`, { headers })
    return json as ScanReply
  }
  const until = (status: string): Promise<void> =>
    vi.waitFor(async () => expect((await read()).status).toBe(status), waiting)
  const untilDone = async (): Promise<ScanReply> => {
    await until('done')
    return read()
  }
  return { read, until, untilDone }
}

/** What a worker leaves that died a minute ago. */
async function endLeases({ store }: Harness): Promise<void> {
  await store.query({ text: `UPDATE jobs SET lease_until = now() - interval '1 second'` })
}

async function countHistory({ store }: Harness): Promise<number> {
  const text = 'SELECT count(*)::int AS count FROM history'
  const [row] = await store.query<{ readonly count: number }>({ text })
  return row?.count ?? 0
}
