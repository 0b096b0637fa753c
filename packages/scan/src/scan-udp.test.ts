import { type ScanEvent } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { collectReport } from './collect-report.ts'
import { scan, type ScanOptions } from './scan.ts'
import { createScope } from './scope/scope.ts'
import { freeUdpPort } from './udp/test-udp-daemon.ts'
import { serveUdp } from './udp/test-udp-server.ts'

const scope = createScope({ privateAddresses: 'allow' })
// A loopback address of its own, so that the usual port of memcached is free on it.
const host = '127.0.0.77'
const memcachedPort = 11_211

async function collect(target: string, options: ScanOptions): Promise<readonly ScanEvent[]> {
  const events: ScanEvent[] = []
  for await (const event of scan(target, { scope, ports: '1', ...options })) events.push(event)
  return events
}

async function* stream(events: readonly ScanEvent[]): AsyncGenerator<ScanEvent> {
  yield* events
}

function serveMemcached() {
  return serveUdp(
    (bytes, { reply }) => {
      const text = bytes.toString('latin1', 8)
      if (text === 'version\r\n') reply(`${bytes.toString('latin1', 0, 8)}VERSION 1.6.18\r\n`)
    },
    host,
    memcachedPort,
  )
}

describe('scan() with udp', () => {
  it('tells ports, services and findings over UDP beside those over TCP', async () => {
    await using server = await serveMemcached()
    const closed = await freeUdpPort(host)
    const events = await collect(host, { udp: `${server.port},${closed}` })
    expect(events).toContainEqual({
      kind: 'port',
      port: expect.objectContaining({
        address: host,
        port: memcachedPort,
        transport: 'udp',
        state: 'open',
        reason: 'udp-response',
        firstSeen: expect.any(String),
      }),
    })
    const report = await collectReport(host, stream(events))
    expect(report.services).toMatchObject([
      { port: memcachedPort, transport: 'udp', name: 'memcached', version: '1.6.18' },
    ])
    expect(report.services[0]?.exchanges.length).toBe(1)
    expect(report.findings).toContainEqual(
      expect.objectContaining({ id: 'memcached-udp', port: memcachedPort, transport: 'udp' }),
    )
    expect(report.portGroups).toContainEqual({
      address: host,
      transport: 'udp',
      state: 'closed',
      reason: 'port-unreach',
      tries: 1,
      count: 1,
      ports: String(closed),
    })
    expect(report.hosts).toMatchObject([{ address: host, state: 'up' }])
    expect(report.summary).toMatchObject({
      stopReason: 'complete',
      completeness: 1,
      stages: { ports: 1, udp: 1 },
      options: { udp: `${memcachedPort},${closed}` },
      counters: { ports: 3, sent: 3, answered: 3 },
    })
  })

  it('tells its progress, which ends at the number of ports', async () => {
    await using _ = await serveMemcached()
    const events = await collect(host, { udp: `${memcachedPort},40001-40010` })
    const told = events.flatMap((event) =>
      event.kind === 'progress' && event.stage === 'udp' ? [event] : [],
    )
    expect(told.at(-1)).toMatchObject({ done: 11, total: 11 })
    expect(told.map(({ done }) => done)).toEqual(
      told.map(({ done }) => done).toSorted((a, b) => a - b),
    )
  })

  it('sends no datagram unless told', async () => {
    await using server = await serveMemcached()
    for (const options of [{}, { udp: false }]) {
      const report = await collectReport(host, stream(await collect(host, options)))
      expect(report.summary).toMatchObject({ stages: { udp: 1 }, counters: { ports: 1 } })
    }
    expect(server.received).toEqual([])
  })

  it('asks the ports of all protocols we know when told no others', async () => {
    await using server = await serveMemcached()
    const report = await collectReport(host, stream(await collect(host, { udp: true })))
    expect(server.received.length).toBe(1)
    const closed = report.portGroups.find(({ transport }) => transport === 'udp')
    expect(closed).toMatchObject({ state: 'closed' })
    expect(report.summary.counters.ports).toBeGreaterThan(20)
    expect(report.summary.completeness).toBe(1)
  })

  it('tells the ports but no services when services are not wanted', async () => {
    await using server = await serveMemcached()
    const options = { udp: String(server.port), services: false }
    const report = await collectReport(host, stream(await collect(host, options)))
    expect(report.ports).toMatchObject([{ port: server.port, transport: 'udp' }])
    expect([report.services, report.findings]).toEqual([[], []])
  })

  it.each(['', '0', '65536', 'top0', 'top101', '53;161', 'dns'])('refuses the ports %j', (udp) => {
    expect(() => scan('127.0.0.1', { udp })).toThrow(RangeError)
  })

  it('takes a cancel as the end, with what has been judged', async () => {
    await using silent = await serveUdp(() => undefined, host)
    const controller = new AbortController()
    const events = collect(host, { udp: String(silent.port), signal: controller.signal })
    await expect.poll(() => silent.received.length).toBe(1)
    controller.abort()
    const done = (await events).at(-1)
    expect(done).toMatchObject({
      kind: 'done',
      summary: { stopReason: 'cancelled', stages: { udp: 0 }, completeness: 0.5 },
    })
    await expect.poll(openSockets, { interval: 5 }).toBe(1)
  })
})

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'UDPWrap').length
}
