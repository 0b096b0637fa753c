import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { forecastScan } from './forecast-scan.ts'
import { type Resolver } from './resolve/resolver.ts'
import { createScope } from './scope/scope.ts'

function resolving(...addresses: readonly string[]): Resolver {
  return { resolve: () => Promise.resolve(addresses) }
}

describe('forecastScan()', () => {
  it('counts addresses and ports, and spans from a host that answers to one that is silent', async () => {
    const resolver = resolving('203.0.113.1', '203.0.113.2', '10.0.0.1')
    const options = { ports: '1-1000', resolver, addresses: 'all' } as const
    const forecast = await forecastScan('host.example', options)
    expect(forecast).toMatchObject({
      target: 'host.example',
      addresses: [
        { address: '203.0.113.1', family: 4 },
        { address: '203.0.113.2', family: 4 },
        { address: '10.0.0.1', family: 4, skipped: 'private use (RFC 1918)' },
      ],
      tcpPorts: 1000,
      udpPorts: 0,
      profile: 'normal',
      verdict: 'allowed',
    })
    const { packets, seconds } = forecast
    expect(packets.least).toBeGreaterThanOrEqual(2000)
    expect(packets.most).toBeGreaterThanOrEqual(4000)
    expect(seconds.most).toBeGreaterThan(seconds.least)
  })

  it('gives slower profiles more time, and none more than the deadline', async () => {
    const options = { ports: 'all', services: false }
    const [gentle, fast] = await Promise.all(
      (['gentle', 'fast'] as const).map((profile) =>
        forecastScan('203.0.113.1', { ...options, profile, deadlineMs: 60_000_000 }),
      ),
    )
    // 65,535 ports at 200 and at 20,000 a second.
    expect(gentle?.seconds.least).toBe(327.7)
    expect(fast?.seconds.least).toBe(3.3)
    const short = await forecastScan('203.0.113.1', { ...options, deadlineMs: 2_000 })
    expect(short.seconds).toEqual({ least: 2, most: 2 })
  })

  it('tells why a target is refused, and that it needs no packet', async () => {
    expect(await forecastScan('10.0.0.1')).toMatchObject({
      verdict: 'refused',
      reason: 'private use (RFC 1918)',
      packets: { least: 0, most: 0 },
      seconds: { least: 0, most: 0 },
    })
    const never = () => [{ rule: { kind: 'name', suffix: 'example' }, reason: 'asked' } as const]
    const scope = createScope({ privateAddresses: 'refuse', never })
    const resolver: Resolver = { resolve: () => Promise.reject(new Error('not to be asked')) }
    expect(await forecastScan('host.example', { scope, resolver })).toMatchObject({
      addresses: [],
      verdict: 'refused',
      reason: 'never-scan list: asked',
    })
    expect(await forecastScan('host.example', { resolver: resolving() })).toMatchObject({
      verdict: 'refused',
      reason: 'Cannot resolve the target: no address',
    })
    await expect(forecastScan('203.0.113.1', { ports: '0' })).rejects.toThrow(RangeError)
  })

  it('connects to nothing', async () => {
    const server = createServer()
    let connections = 0
    server.on('connection', () => (connections += 1))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const scope = createScope({ privateAddresses: 'allow' })
    await forecastScan('127.0.0.1', { ports: String(port), scope })
    await new Promise((resolve) => server.close(resolve))
    expect(connections).toBe(0)
  })
})
