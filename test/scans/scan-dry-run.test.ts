import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectError, expectSuccess } from '../harness/expect-error.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { createScanClient, type ScanClient } from './scan-client.ts'
import { ports, scanPorts, startHost } from './scan-targets.ts'

describe('POST /api/ingest/v1/scan with dryRun', () => {
  let server: Harness
  let client: ScanClient

  beforeAll(async () => {
    const config = {
      scanPrivate: 'on',
      scanPorts,
      scansOpen: 1,
      scanDeny: ['127.0.0.132'],
    } as const
    server = await startHarness({ worker: true, config })
    client = createScanClient(server, await server.keys(['user', 'reporter']))
  })

  afterAll(() => server[Symbol.asyncDispose]())

  async function countRows(): Promise<unknown> {
    const text = `SELECT (SELECT count(*)::int FROM scans) AS scans,
      (SELECT count(*)::int FROM jobs WHERE kind = 'run-scan') AS jobs, (SELECT count(*)::int FROM webhooks) AS webhooks,
      (SELECT count(*)::int FROM idempotency_keys) AS keys`
    return (await server.store.query({ text }))[0]
  }

  it('tells what a scan would do and does nothing', async () => {
    let connections = 0
    const counting = createServer(() => (connections += 1))
    await using host = await startHost('127.0.0.131', { [ports.ssh]: counting })
    const webhook = { url: 'https://example.com/hook' }
    const body = { target: host.address, webhook, dryRun: true }
    // Twice as many as the account may have unfinished.
    for (const _time of [1, 2]) {
      const reply = await client.post(body, { 'idempotency-key': 'dry' })
      expectSuccess(reply, 200)
      expect(reply.json).toEqual({
        target: host.address,
        addresses: [{ address: host.address, family: 4 }],
        tcpPorts: 2,
        udpPorts: 0,
        profile: 'normal',
        packets: { least: expect.any(Number), most: expect.any(Number) },
        seconds: { least: expect.any(Number), most: expect.any(Number) },
        verdict: 'allowed',
      })
    }
    expect(await countRows()).toEqual({ scans: 0, jobs: 0, webhooks: 0, keys: 0 })
    expect(connections).toBe(0)
  })

  it('foretells a refusal by the policy, with the reason', async () => {
    const forecast = async (who: ScanClient, target: string): Promise<unknown> => {
      const reply = await who.post({ target, dryRun: true })
      expectSuccess(reply, 200)
      return reply.json
    }
    expect(await forecast(client, '127.0.0.132')).toMatchObject({
      verdict: 'refused',
      reason: 'deny list: 127.0.0.132',
      packets: { least: 0, most: 0 },
    })
    expect(await forecast(client, '169.254.169.254')).toMatchObject({
      verdict: 'refused',
      reason: 'link-local, cloud metadata (RFC 3927)',
    })
    await using closed = await startHarness({ config: { scanPrivate: 'off' } })
    const reporter = createScanClient(closed, await closed.keys(['reporter']))
    expect(await forecast(reporter, '10.0.0.1')).toMatchObject({
      verdict: 'refused',
      reason: 'private use (RFC 1918)',
    })
    expectError(await reporter.post({ target: '10.0.0.1' }), 400)
  })

  it('refuses what is malformed, as without', async () => {
    for (const body of [
      { target: 'not a host' },
      { target: '' },
      {},
      { target: '127.0.0.131', type: 'fqdn' },
      { target: '127.0.0.131', webhook: { url: 'ftp://x' } },
    ]) {
      expectError(await client.post({ ...body, dryRun: true }), 400)
    }
    expectError(await client.post({ target: '127.0.0.131', dryRun: 'yes' }), 400)
    expect(await countRows()).toMatchObject({ scans: 0 })
  })

  it('asks for the role reporter', async () => {
    const reader = createScanClient(server, await server.keys(['user']))
    expectError(await reader.post({ target: '127.0.0.131', dryRun: true }), 403)
  })
})
