import { type ScanReport } from '@windvane/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { createScanClient, type ScanClient } from './scan-client.ts'
import { idOf } from './scan-replies.ts'
import { ports, scanPorts, startSshAndHttps } from './scan-targets.ts'

describe('GET /api/ingest/v1/scan/{id}/report', () => {
  let server: Harness
  let client: ScanClient

  beforeAll(async () => {
    server = await startHarness({
      worker: true,
      // Every POST makes a new scan.
      config: { scanPrivate: 'on', scanPorts, scanTtlMs: 0, scansOpen: 100 },
    })
    client = createScanClient(server, await server.keys(['user', 'reporter']))
  })

  afterAll(() => server[Symbol.asyncDispose]())

  async function reportOf(id: string): Promise<ScanReport> {
    const reply = await client.get(`${id}/report`)
    expectSuccess(reply, 200)
    // What the route serves.
    return reply.json as ScanReport
  }

  it('serves what a finished scan saw, to every role that may see the task', async () => {
    await using host = await startSshAndHttps('127.0.0.71')
    const id = await client.scan(host.address)
    const report = await reportOf(id)
    expect(report).toMatchObject({
      target: host.address,
      addresses: [{ address: host.address, family: 4 }],
      ports: [
        { port: ports.ssh, state: 'open' },
        { port: ports.https, state: 'open' },
      ],
      services: [
        { port: ports.ssh, name: 'ssh', product: 'OpenSSH' },
        { port: ports.https, name: 'http', tunnel: 'tls' },
      ],
      changes: { opened: [], closed: [], services: [], certificates: [] },
      summary: { stopReason: 'complete' },
    })
    expect(report.changes).not.toHaveProperty('since')
    for (const role of ['user', 'reporter'] as const) {
      const other = createScanClient(server, await server.keys([role]))
      const reply = await other.get(`${id}/report`)
      expectSuccess(reply, 200)
      expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(reply.json).toEqual(report)
    }
  })

  it('does not know foreign and unknown tasks, and says why an own one has no report', async () => {
    const foreign = createScanClient(server, await server.keys(['reporter'], ['org:other']))
    const id = await client.scan('127.0.0.72')
    for (const [who, path] of [
      [foreign, id],
      [client, '00000000-0000-0000-0000-000000000000'],
      [client, 'nonsense'],
    ] as const) {
      expect(expectError(await who.get(`${path}/report`), 404).message).toBe('not found')
    }
    await server.store.query({ text: 'UPDATE scans SET report = NULL WHERE id = $1' }, [id])
    expect(expectError(await client.get(`${id}/report`), 404).message).toBe(
      'the scan has no report: 0 open ports',
    )
    const text = `UPDATE scans SET status = 'queued', message = '' WHERE id = $1`
    await server.store.query({ text }, [id])
    expect(expectError(await client.get(`${id}/report`), 404).message).toBe(
      'the scan is not finished: waiting for a worker',
    )
  })

  it('lets out nothing but the members of a report, however large they are', async () => {
    const id = await client.scan('127.0.0.73')
    const large = `UPDATE scans SET report = report || jsonb_build_object('secret', 'hidden',
      'failures', (SELECT jsonb_agg(jsonb_build_object('stage', 'tls', 'message',
        repeat(md5(n::text), 200))) FROM generate_series(1, 1000) AS n)) WHERE id = $1`
    await server.store.query({ text: large }, [id])
    const reply = await client.get(`${id}/report`)
    expectSuccess(reply, 200)
    expect(reply.text.length).toBeGreaterThan(6_000_000)
    expect(reply.text).not.toContain('hidden')
    expect((reply.json as ScanReport).failures).toHaveLength(1_000)
  })

  it('gives one caller no more than four reports at once, and the place back', async () => {
    const id = await client.scan('127.0.0.74')
    const statuses = async () => {
      const asked = Array.from({ length: 12 }, () => client.get(`${id}/report`))
      return (await Promise.all(asked)).map(({ status }) => status)
    }
    const first = await statuses()
    expect(first).toContain(200)
    expect(first.every((status) => status === 200 || status === 429)).toBe(true)
    expectSuccess(await client.get(`${id}/report`), 200)
  })

  it('tells when each port was first and last seen, and what changed since the scan before', async () => {
    const host = await startSshAndHttps('127.0.0.75', { ssh: 'SSH-2.0-OpenSSH_9.2p1' })
    const first = await client.scan(host.address)
    const before = await reportOf(first)
    await host[Symbol.asyncDispose]()

    await using changed = await startSshAndHttps('127.0.0.75', { ssh: 'SSH-2.0-dropbear_2022.83' })
    const second = await reportOf(await client.scan(changed.address))
    expect(second.changes).toMatchObject({
      since: { id: first },
      opened: [],
      closed: [],
      services: [
        {
          port: ports.ssh,
          before: { name: 'ssh', product: 'OpenSSH', version: '9.2p1' },
          after: { name: 'ssh', product: 'Dropbear', version: '2022.83' },
        },
      ],
      certificates: [{ port: ports.https, before: [leafOf(before)], after: [leafOf(second)] }],
    })
    expect(second.ports[0]?.firstSeen).toBe(before.ports[0]?.firstSeen)
    expect(timeOf(second.ports[0]?.lastSeen)).toBeGreaterThan(timeOf(before.ports[0]?.lastSeen))

    await changed[Symbol.asyncDispose]()
    const third = await reportOf(await client.scan(changed.address))
    expect(third.changes?.closed).toEqual(
      [ports.ssh, ports.https].map((port) => {
        return { address: changed.address, port, transport: 'tcp', state: 'closed' }
      }),
    )
    await using again = await startSshAndHttps('127.0.0.75')
    const fourth = await reportOf(await client.scan(again.address))
    expect(fourth.changes?.opened).toHaveLength(2)
    expect(timeOf(fourth.ports[0]?.firstSeen)).toBeGreaterThan(timeOf(second.ports[0]?.lastSeen))
    const text = 'SELECT port, state FROM scan_ports WHERE address = $1 ORDER BY port'
    expect(await server.store.query({ text }, [again.address])).toEqual([
      { port: ports.ssh, state: 'open' },
      { port: ports.https, state: 'open' },
    ])
  }, 60_000)

  it('compares with a report of which little is left', async () => {
    const first = await client.scan('127.0.0.77')
    await server.store.query({ text: `UPDATE scans SET report = '{}' WHERE id = $1` }, [first])
    const { changes } = await reportOf(await client.scan('127.0.0.77'))
    expect(changes).toMatchObject({ since: { id: first }, opened: [], closed: [] })
  })

  it('asks for credentials', async () => {
    const id = idOf(await client.post({ target: '127.0.0.76' }))
    expectError(await server.request(`/api/ingest/v1/scan/${id}/report`), 401)
  })
})

function leafOf({ tls }: ScanReport): string | undefined {
  return tls[0]?.chain[0]?.sha256
}

function timeOf(text: string | undefined): number {
  return Date.parse(text ?? '')
}
