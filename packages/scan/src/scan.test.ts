import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type ScanEvent } from '@windvane/model'
import { afterEach, describe, expect, it } from 'vitest'
import { collectReport } from './collect-report.ts'
import { type Resolver } from './resolve/resolver.ts'
import { scan, type ScanOptions } from './scan.ts'
import { createScope } from './scope/scope.ts'

const scope = createScope({ privateAddresses: 'allow' })
const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  servers.push(server)
  server.listen(0, host)
  await once(server, 'listening')
  // A listening TCP server has an AddressInfo.
  return (server.address() as AddressInfo).port
}

async function serve(onConnection: (socket: Socket) => void = () => undefined, host?: string) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  return await listen(server, host)
}

async function collect(target: string, options: ScanOptions): Promise<readonly ScanEvent[]> {
  const events: ScanEvent[] = []
  for await (const event of scan(target, { scope, ...options })) events.push(event)
  return events
}

function resolving(...addresses: readonly string[]): Resolver & { calls: number } {
  return {
    calls: 0,
    async resolve() {
      this.calls += 1
      return addresses
    },
  }
}

describe('scan()', () => {
  it('resolves, finds the open port, names its service, and ends with done', async () => {
    const web = createHttpServer((_, response) => response.end('<title>Hello</title>'))
    const port = await listen(web)
    const events = await collect('127.0.0.1', { ports: `${port},${port}` })
    expect(events.find(({ kind }) => kind === 'resolved')).toEqual({
      kind: 'resolved',
      addresses: [{ address: '127.0.0.1', family: 4 }],
    })
    expect(events).toContainEqual({
      kind: 'port',
      port: expect.objectContaining({ port, state: 'open', reason: 'syn-ack', tries: 1 }),
    })
    expect(events).toContainEqual({
      kind: 'service',
      service: expect.objectContaining({ port, name: 'http', tunnel: 'none' }),
    })
    expect(events.at(-1)).toMatchObject({
      kind: 'done',
      summary: { stopReason: 'complete', completeness: 1, counters: { ports: 1 } },
    })
    expect(events.filter(({ kind }) => kind === 'done').length).toBe(1)
  })

  it('reports progress that never falls', async () => {
    const events = await collect('127.0.0.1', { ports: '1-3000', services: false, profile: 'fast' })
    const done = events.flatMap((event) =>
      event.kind === 'progress' && event.stage === 'ports' ? [event] : [],
    )
    expect(done.map((event) => event.done)).toEqual(
      done.map((event) => event.done).toSorted((a, b) => a - b),
    )
    expect(done.at(-1)).toMatchObject({ done: 3000, total: 3000 })
  })

  it('scans every address of a name, asked for once, and skips what is out of scope', async () => {
    const [four, six] = [await serve(), await serve(undefined, '::1')]
    const resolver = resolving('127.0.0.1', '::1', '169.254.169.254', '10.0.0.1')
    const closed = createScope({ privateAddresses: 'allow', deny: ['10.0.0.0/8'] })
    const report = await collectReport(
      'two.test',
      scan('two.test', { scope: closed, resolver, ports: `${four},${six}`, services: false }),
    )
    expect(resolver.calls).toBe(1)
    expect(report.addresses).toEqual([
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
      { address: '169.254.169.254', family: 4, skipped: 'link-local, cloud metadata (RFC 3927)' },
      { address: '10.0.0.1', family: 4, skipped: 'deny list: 10.0.0.0/8' },
    ])
    expect(report.ports.map(({ address, port }) => [address, port])).toEqual([
      ['127.0.0.1', four],
      ['::1', six],
    ])
    expect(report.summary).toMatchObject({ completeness: 1, counters: { ports: 4 } })
  })

  it('C25: connects to the address that was checked, whatever the name says later', async () => {
    let asked = 0
    const connected: (string | undefined)[] = []
    const port = await serve((socket) => connected.push(socket.localAddress), '0.0.0.0')
    const resolver: Resolver = {
      resolve: async () => ((asked += 1) === 1 ? ['127.0.0.2'] : ['127.0.0.3']),
    }
    await collect('rebinding.test', { resolver, ports: String(port) })
    expect(asked).toBe(1)
    expect(connected.length).toBeGreaterThan(1)
    expect(new Set(connected)).toEqual(new Set(['127.0.0.2']))
  })

  it('C27: a name of a denied address ends at once, without a packet', async () => {
    let connections = 0
    const port = await serve(() => (connections += 1))
    const own = createScope({ privateAddresses: 'allow', deny: ['127.0.0.1'] })
    const options = { scope: own, resolver: resolving('127.0.0.1'), ports: String(port) }
    const report = await collectReport('own.test', scan('own.test', options))
    expect(report.addresses).toMatchObject([{ skipped: 'deny list: 127.0.0.1' }])
    expect(report.summary).toMatchObject({ stopReason: 'refused' })
    expect(connections).toBe(0)
  })

  it('scans the first address of each family, and says why not the others', async () => {
    const resolver = resolving('127.0.0.1', '127.0.0.2', '::1')
    const options = { scope, resolver, ports: '1', services: false }
    const report = await collectReport('two.test', scan('two.test', options))
    expect(report.addresses).toEqual([
      { address: '127.0.0.1', family: 4 },
      { address: '127.0.0.2', family: 4, skipped: 'not the first IPv4 address of the name' },
      { address: '::1', family: 6 },
    ])
    expect(report.summary.decisions.map(({ text }) => text)).toEqual([
      '127.0.0.2 is left out: not the first IPv4 address of the name',
    ])
  })

  it('scans eight addresses of a name when all are wanted', async () => {
    const resolver = resolving(...Array.from({ length: 10 }, (_, index) => `127.0.0.${index + 1}`))
    const options = { scope, resolver, ports: '1', services: false, addresses: 'all' } as const
    const report = await collectReport('many.test', scan('many.test', options))
    const skipped = report.addresses.filter((address) => address.skipped !== undefined)
    expect(skipped.map(({ skipped }) => skipped)).toEqual([
      'more than 8 addresses',
      'more than 8 addresses',
    ])
    expect(report.summary.counters.ports).toBe(8)
  })

  it.each(['127.0.0.1', '::1', '169.254.169.254'])(
    'refuses %s without a packet',
    async (target) => {
      let connections = 0
      const port = await serve(() => (connections += 1), '::')
      const report = await collectReport(target, scan(target, { ports: String(port) }))
      expect(report.summary).toMatchObject({
        stopReason: 'refused',
        completeness: 0,
        counters: { sent: 0 },
      })
      expect(report.addresses[0]?.skipped).toBeDefined()
      expect(connections).toBe(0)
    },
  )

  it.each([
    '127.1',
    '2130706433',
    '0x7f000001',
    'a..b',
    '',
    '[::1]',
    'name with spaces',
    'x'.repeat(64),
    'a.'.repeat(127) + 'a',
  ])('ends at once on the target %j, which is neither address nor name', async (target) => {
    const report = await collectReport(target, scan(target, { scope }))
    expect(report.summary.stopReason).toBe('no-address')
    expect(report.failures).toMatchObject([{ stage: 'resolve' }])
  })

  it('ends with a failure when the name has no address or the resolver fails', async () => {
    const none = await collectReport('x.test', scan('x.test', { scope, resolver: resolving() }))
    expect(none.summary.stopReason).toBe('no-address')
    const failing: Resolver = { resolve: async () => await Promise.reject(new Error('SERVFAIL')) }
    const failed = await collectReport('x.test', scan('x.test', { scope, resolver: failing }))
    expect(failed.failures).toMatchObject([
      { stage: 'resolve', message: expect.stringContaining('SERVFAIL') },
    ])
    expect(failed.summary.stopReason).toBe('no-address')
  })

  it('knows the names of the hosts file', async () => {
    const port = await serve()
    const report = await collectReport(
      'localhost',
      scan('localhost', { scope, ports: String(port), services: false }),
    )
    expect(report.ports).toMatchObject([{ address: '127.0.0.1', port, state: 'open' }])
  })

  it('throws on malformed ports', () => {
    expect(() => scan('127.0.0.1', { ports: '0' })).toThrow(RangeError)
  })

  it('takes a throwing detection for a failure and goes on', async () => {
    const ports = [await serve(), await serve()]
    const report = await collectReport(
      '127.0.0.1',
      scan('127.0.0.1', {
        scope,
        ports: ports.join(','),
        detectService: async ({ port }) => await Promise.reject(new Error(`broken at ${port}`)),
      }),
    )
    expect(report.failures.map(({ message }) => message).toSorted()).toEqual(
      ports.map((port) => `broken at ${port}`).toSorted(),
    )
    expect(report.summary.stopReason).toBe('complete')
  })

  it(
    'ends within 100 ms of a cancel with one done event, and every socket closed',
    { retry: 2 },
    async () => {
      const sockets: Socket[] = []
      const port = await serve((socket) => sockets.push(socket))
      const controller = new AbortController()
      const events = collect('127.0.0.1', { ports: String(port), signal: controller.signal })
      await expect.poll(() => sockets.length).toBeGreaterThan(1)
      const start = performance.now()
      controller.abort()
      expect((await events).at(-1)).toMatchObject({
        kind: 'done',
        summary: { stopReason: 'cancelled' },
      })
      expect(performance.now() - start).toBeLessThan(100)
      await expect.poll(() => sockets.every((socket) => socket.destroyed)).toBe(true)
    },
  )

  it('ends when its time is up, also when a detection hangs', async () => {
    const port = await serve()
    const report = await collectReport(
      '127.0.0.1',
      scan('127.0.0.1', {
        scope,
        ports: String(port),
        deadlineMs: 300,
        detectService: async () => await new Promise(() => undefined),
      }),
    )
    expect(report.summary.stopReason).toBe('deadline')
    expect(report.ports).toMatchObject([{ port, state: 'open' }])
    expect(report.failures).toMatchObject([{ stage: 'services', port }])
  })

  it('stops when the consumer leaves', async () => {
    const sockets: Socket[] = []
    const port = await serve((socket) => sockets.push(socket))
    for await (const event of scan('127.0.0.1', { scope, ports: String(port) })) {
      if (event.kind === 'port') break
    }
    await expect.poll(() => sockets.every((socket) => socket.destroyed)).toBe(true)
  })
})

describe('collectReport()', () => {
  it('orders records by port, the later one of a place standing', async () => {
    const base = { address: '127.0.0.1', transport: 'tcp', tries: 1 } as const
    const finding = { title: '', address: '127.0.0.1', evidence: '', description: '' }
    const { summary } = await collectReport('127.0.0.1', scan('127.0.0.1', { scope, ports: '1' }))
    const events: readonly ScanEvent[] = [
      { kind: 'resolved', addresses: [{ address: '127.0.0.1', family: 4 }] },
      { kind: 'port', port: { ...base, port: 443, state: 'open', reason: 'syn-ack' } },
      { kind: 'port', port: { ...base, port: 80, state: 'open', reason: 'syn-ack' } },
      { kind: 'port', port: { ...base, port: 80, state: 'filtered', reason: 'host-unreach' } },
      { kind: 'finding', finding: { ...finding, id: 'a', severity: 'low' } },
      { kind: 'finding', finding: { ...finding, id: 'b', severity: 'high' } },
      { kind: 'finding', finding: { ...finding, id: 'a', severity: 'low' } },
      { kind: 'done', summary },
    ]
    const report = await collectReport('127.0.0.1', stream(events))
    expect(report.ports.map(({ port, state }) => [port, state])).toEqual([
      [80, 'filtered'],
      [443, 'open'],
    ])
    expect(report.findings.map(({ id }) => id)).toEqual(['b', 'a'])
  })

  it('rejects when the scan did not end', async () => {
    await expect(collectReport('127.0.0.1', stream([]))).rejects.toThrow('did not end')
  })
})

async function* stream(events: readonly ScanEvent[]): AsyncGenerator<ScanEvent> {
  yield* events
}
