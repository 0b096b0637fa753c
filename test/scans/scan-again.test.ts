import { entityId } from '@windvane/model'
import { createServer as createTlsServer } from 'node:tls'
import { createServer as createHttpsServer } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestCertificate } from '../../packages/scan/src/tls/test-certificate.ts'
import { type Harness, startHarness } from '../harness/start-harness.ts'
import { createScanClient, type ScanClient } from './scan-client.ts'
import { ports, scanPorts, startHost, startSshAndHttps, startTarpit } from './scan-targets.ts'
import { startRedis } from './start-redis.ts'

describe('scanning a host again', () => {
  let server: Harness
  let client: ScanClient

  beforeAll(async () => {
    const config = { scanPrivate: 'on', scanPorts, scanTtlMs: 0, scansOpen: 100 } as const
    server = await startHarness({ worker: true, config })
    client = createScanClient(server, await server.keys(['user', 'reporter']))
  })

  afterAll(() => server[Symbol.asyncDispose]())

  /** The attributes of the service on a port, without its own value. */
  async function serviceOf(address: string, port: number): Promise<Record<string, unknown>> {
    const value = `${address}:${port}/tcp`
    const path = `/api/search/v1/entity/${entityId('service', value)}`
    const { json } = await server.request(path, { headers: client.headers })
    // The reply of the entity route.
    const { service: _value, ...rest } = (json as { attributes: Record<string, unknown> })
      .attributes
    return rest
  }

  it('keeps product, version and system of a service that tells nothing this time', async () => {
    const address = '127.0.0.81'
    const talking = await startSshAndHttps(address)
    await client.scan(address)
    const known = await serviceOf(address, ports.ssh)
    expect(known).toMatchObject({
      process: 'openssh',
      cpe: expect.stringContaining('openbsd:openssh:9.2'),
      os: 'debian 12',
    })
    await talking[Symbol.asyncDispose]()
    await using _silent = await startTarpit(address)
    await client.scan(address)
    expect(await serviceOf(address, ports.ssh)).toEqual(known)
  }, 60_000)

  it('keeps what was known to be inside TLS when only TLS answers this time', async () => {
    const address = '127.0.0.82'
    const certificate = makeTestCertificate({ commonName: 'www.example.com' })
    const web = createHttpsServer(certificate, (_request, response) => {
      response.writeHead(200, { server: 'nginx/1.22.1' }).end('hello')
    })
    const talking = await startHost(address, { [ports.https]: web })
    await client.scan(address)
    const known = await serviceOf(address, ports.https)
    expect(known).toMatchObject({ text: 'https', process: 'nginx' })
    await talking[Symbol.asyncDispose]()
    const silent = createTlsServer(certificate)
    await using _silent = await startHost(address, { [ports.https]: silent })
    await client.scan(address)
    const jarm = expect.stringMatching(/^[0-9a-f]{62}$/)
    const expected = { ...known, 'jarm-fingerprint': jarm }
    expect(await serviceOf(address, ports.https)).toEqual(expected)
  }, 60_000)

  it('makes one banner of a Redis, whose answer differs each time', async (context) => {
    const address = '127.0.0.83'
    await using redis = await startRedis(address, ports.ssh)
    if (!redis) return context.skip('no redis-server installed')
    for (const _time of [1, 2]) await client.scan(address)
    const service = entityId('service', `${address}:${ports.ssh}/tcp`)
    const text = `SELECT value FROM relations JOIN entities ON entities.id = related_id
      WHERE entity_id = $1 AND type = 'banner'`
    type Row = { readonly value: string }
    const banners = await server.store.query<Row>({ text }, [service])
    expect(banners).toHaveLength(1)
    expect(banners[0]?.value).toMatch(/^redis_version:\d/)
    expect(banners[0]?.value).not.toMatch(/uptime|server_time|process_id|run_id|lru_clock/)
  }, 60_000)
})
