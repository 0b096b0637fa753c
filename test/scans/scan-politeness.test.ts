import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { ingestScanResults } from '../../apps/server/src/entities/scan-results.ts'
import { createAddressPolicy } from '../../apps/server/src/scans/address-policy.ts'
import { claimAddresses } from '../../apps/server/src/scans/claim-addresses.ts'
import { createScans, type Scans } from '../../apps/server/src/scans/create-scans.ts'
import { type ScanEngine } from '../../apps/server/src/scans/scan-engine.ts'
import { makeSummary } from '../../apps/server/src/scans/test-report.ts'
import { newId } from '../../apps/server/src/store/new-id.ts'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { createScanClient, waiting } from './scan-client.ts'
import { idOf } from './scan-replies.ts'
import { ports, scanPorts, startHost, startTarpit } from './scan-targets.ts'

const coolDownMs = 600_000

// Each test boots a server of its own.
describe('claims of addresses', { timeout: 60_000 }, () => {
  async function addScan({ store }: Harness, status: string): Promise<string> {
    const id = newId()
    const text = `INSERT INTO scans (id, target, scope, visible_by, user_id, status, is_current)
      VALUES ($1, 'host.example', 'public', '{public}', $1, $2, false)`
    await store.query({ text }, [id, status])
    return id
  }

  it('P32: let one scan at a time have an address, and one begin in ten minutes', async () => {
    await using server = await startHarness()
    const { store } = server
    const [first, second] = [await addScan(server, 'running'), await addScan(server, 'queued')]
    const claim = (scanId: string, ...addresses: readonly string[]) =>
      claimAddresses(store, { scanId, addresses, coolDownMs })
    const age = (minutes: number) =>
      store.query(
        { text: `UPDATE scan_addresses SET claimed_at = now() - $1 * interval '1 min'` },
        [minutes],
      )
    expect(await claim(first, '203.0.113.2', '203.0.113.1')).toEqual([])
    expect(await claim(first, '203.0.113.1')).toEqual([])
    const [busy, ...others] = await claim(second, '203.0.113.1', '203.0.113.3')
    expect(others).toEqual([])
    expect(busy?.address).toBe('203.0.113.1')
    expect(busy?.waitMs).toBeGreaterThan(590_000)
    expect(busy?.waitMs).toBeLessThanOrEqual(600_000)
    await age(11)
    expect(await claim(second, '203.0.113.1')).toEqual([{ address: '203.0.113.1', waitMs: 10_000 }])
    await store.query({ text: `UPDATE scans SET status = 'done' WHERE id = $1` }, [first])
    await age(9)
    expect(await claim(second, '203.0.113.1')).toHaveLength(1)
    await age(11)
    expect(await claim(second, '203.0.113.1')).toEqual([])
    // What nobody holds any more is forgotten.
    const text = 'SELECT address FROM scan_addresses'
    expect(await store.query({ text })).toEqual([{ address: '203.0.113.1' }])
  })

  it('P32: are given to one of many that ask at once', async () => {
    await using server = await startHarness()
    const ids = await Promise.all(Array.from({ length: 20 }, () => addScan(server, 'running')))
    const addresses = ['203.0.113.3', '203.0.113.1', '203.0.113.2']
    const claims = await Promise.all(
      ids.map((scanId, index) => {
        const order = index % 2 === 0 ? addresses : addresses.toReversed()
        return claimAddresses(server.store, { scanId, addresses: order, coolDownMs })
      }),
    )
    const granted = claims.reduce((sum, busy) => sum + addresses.length - busy.length, 0)
    expect(granted).toBe(3)
  })
})

describe('a scan whose addresses are all taken', { timeout: 60_000 }, () => {
  /** Finds the one address behind every name; scans until it is let go. */
  function createEngine(address: string, release: Promise<void>): ScanEngine {
    return {
      async *scan(_target, { admit }) {
        const skipped = (await admit([address]))[address]
        const record = { address, family: 4, ...(skipped !== undefined && { skipped }) } as const
        yield { kind: 'resolved', addresses: [record] }
        const stopReason = skipped === undefined ? 'complete' : 'postponed'
        if (skipped === undefined) await release
        yield { kind: 'done', summary: makeSummary({ stopReason }) }
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
  }

  function createTestScans({ context }: Harness, engine: ScanEngine): Scans {
    const { store, queue, webhooks } = context
    const limits = { perHour: 100, perDay: 100, open: 100, queue: 100 }
    const addressPolicy = createAddressPolicy({ privateAddresses: 'refuse' })
    const forecast = () => Promise.reject(new Error('not to be asked'))
    const rules = { forecast, addressPolicy, limits, ttlMs: 0, coolDownMs }
    return createScans({ store, queue, webhooks, engine, ingest: ingestScanResults, ...rules })
  }

  it('P32: waits without losing an attempt, whoever asked, and tells nothing of the other', async () => {
    await using server = await startHarness()
    const { queue } = server.context
    const release = Promise.withResolvers<void>()
    const scans = createTestScans(server, createEngine('203.0.113.9', release.promise))
    const one = createScanClient(server, await server.keys(['user', 'reporter'], ['org:one']))
    const two = createScanClient(server, await server.keys(['user', 'reporter'], ['org:two']))
    const { signal } = new AbortController()
    const first = idOf(await one.post({ target: 'a.host.example' }))
    const second = idOf(await two.post({ target: 'b.host.example' }))
    const [jobOne, jobTwo] = await queue.claim('run-scan', 2)
    if (!jobOne || !jobTwo) throw new Error('nothing to scan')
    const running = scans.run(jobOne, signal)
    await vi.waitFor(async () => {
      const text = 'SELECT 1 FROM scan_addresses WHERE scan_id = $1'
      expect(await server.store.query({ text }, [first])).toHaveLength(1)
    }, waiting)
    await scans.run(jobTwo, signal)
    expect(await two.status(second)).toMatchObject({
      status: 'queued',
      message: 'waiting until its addresses may be scanned again',
    })
    release.resolve()
    await running
    expect((await one.status(first)).status).toBe('done')
    expect(await queue.claim('run-scan', 1)).toEqual([])
    const text = `UPDATE jobs SET run_at = now() - interval '1 second' WHERE kind = 'run-scan'
      RETURNING attempt, round(extract(epoch FROM run_at - now()))::int AS ago`
    expect(await server.store.query({ text })).toMatchObject([{ attempt: 0 }])
    const old = `UPDATE scan_addresses SET claimed_at = now() - interval '11 minutes'`
    await server.store.query({ text: old })
    const [again] = await queue.claim('run-scan', 1)
    if (!again) throw new Error('nothing to scan')
    expect(again).toMatchObject({ subject: second, attempt: 1 })
    await scans.run(again, signal)
    expect((await two.status(second)).status).toBe('done')
  })

  it('can be cancelled while it waits', async () => {
    await using server = await startHarness()
    const scans = createTestScans(server, createEngine('203.0.113.9', Promise.resolve()))
    const client = createScanClient(server, await server.keys(['user', 'reporter']))
    const { signal } = new AbortController()
    const ids = []
    for (const target of ['a.host.example', 'b.host.example']) {
      ids.push(idOf(await client.post({ target })))
      const [job] = await server.context.queue.claim('run-scan', 1)
      if (job) await scans.run(job, signal)
    }
    const [done = '', waits = ''] = ids
    expect((await client.status(done)).status).toBe('done')
    expect((await client.status(waits)).message).toMatch(/^waiting until/)
    expect((await client.cancel(waits)).json).toMatchObject({
      status: 'done',
      message: 'cancelled before it started',
    })
    expect(await server.context.queue.count('run-scan')).toBe(0)
  })
})

describe('the never-scan list', { timeout: 60_000 }, () => {
  it('refuses addresses, names and webhooks, and says why to who asks for a scan', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'windvane-never-'))
    const scanNever = join(folder, 'never')
    await writeFile(
      scanNever,
      '127.0.0.121 until=2999-12-31 asked by its owner\nhospital.example life support\n',
    )
    await using server = await startHarness({ config: { scanPrivate: 'on', scanNever } })
    const client = createScanClient(server, await server.keys(['user', 'reporter']))
    const refused = async (body: unknown): Promise<string> =>
      expectError(await client.post(body), 400).message
    expect(await refused({ target: '127.0.0.121' })).toBe(
      'scan policy refuses 127.0.0.121: never-scan list: asked by its owner (until 2999-12-31)',
    )
    expect(await refused({ target: 'www.hospital.example' })).toBe(
      'scan policy refuses www.hospital.example: never-scan list: life support',
    )
    for (const host of ['127.0.0.121:8080', 'www.hospital.example']) {
      const webhook = { url: `http://${host}/hook` }
      expect(await refused({ target: '127.0.0.122', webhook })).toBe(
        'invalid webhook: destination not allowed',
      )
    }
    await writeFile(scanNever, '127.0.0.121 until=2020-01-01 asked by its owner\n')
    await vi.waitFor(
      async () => expectSuccess(await client.post({ target: '127.0.0.121' }), 202),
      waiting,
    )
    await rm(folder, { recursive: true })
  })
})

describe('what a scan says and how long it takes', { timeout: 60_000 }, () => {
  it('names a contact to the servers that it asks', async () => {
    const agents = new Set<string | undefined>()
    const web = createHttpServer((request, response) => {
      agents.add(request.headers['user-agent'])
      response.end('hello')
    })
    await using host = await startHost('127.0.0.123', { [ports.ssh]: web })
    const scanContact = 'https://scans.example/about'
    const config = { scanPrivate: 'on', scanPorts, scanContact } as const
    await using server = await startHarness({ worker: true, config })
    const client = createScanClient(server, await server.keys(['user', 'reporter']))
    await client.scan(host.address)
    expect([...agents]).toEqual([
      'Mozilla/5.0 (compatible; Windvane; +https://scans.example/about)',
    ])
  })

  it('ends at the deadline with what was seen', async () => {
    await using host = await startTarpit('127.0.0.124')
    const config = { scanPrivate: 'on', scanPorts, scanDeadlineMs: 1_000 } as const
    await using server = await startHarness({ worker: true, config })
    const client = createScanClient(server, await server.keys(['user', 'reporter']))
    const id = await client.scan(host.address)
    expect((await client.status(id)).message).toBe(
      'stopped at the deadline after 100 %; 1 open port',
    )
  })
})
