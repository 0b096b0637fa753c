import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ScanEvent } from '@windvane/model'
import { type Admit } from '@windvane/scan'
import { describe, expect, it, vi } from 'vitest'
import { createScanThread } from './scan-thread.ts'

const settings = {
  privateAddresses: 'accept',
  deny: [],
  profile: 'normal',
  udp: false,
  deadlineMs: 60_000,
  trustAnchors: [],
  connectionsPerSecond: 200,
  probesPerSecond: 20_000,
} as const
const { signal } = new AbortController()
const admit: Admit = () => Promise.resolve({})

describe('createScanThread()', () => {
  it('runs several scans at once, each with its own events and an end', async () => {
    await using engine = createScanThread({ ...settings, ports: '1,2,3' })
    const targets = ['127.0.0.71', '127.0.0.72', '127.0.0.73']
    const scans = await Promise.all(
      targets.map((target) => collect(engine.scan(target, { signal, admit }))),
    )
    for (const [index, events] of scans.entries()) {
      expect(events.at(-1)).toMatchObject({ kind: 'done', summary: { stopReason: 'complete' } })
      expect(events).toContainEqual({
        kind: 'resolved',
        addresses: [{ address: targets[index], family: 4 }],
      })
    }
  })

  it('touches no private address where they are refused', async () => {
    let connections = 0
    const server = createServer(() => (connections += 1))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const refusing = { ...settings, privateAddresses: 'refuse', ports: String(port) } as const
    await using engine = createScanThread(refusing)
    const events = await collect(engine.scan('127.0.0.1', { signal, admit }))
    server.close()
    expect(events.at(-1)).toMatchObject({ kind: 'done', summary: { stopReason: 'refused' } })
    expect(connections).toBe(0)
  })

  it('asks before the first packet, and takes a question that fails for a refusal', async () => {
    await using host = await startSilentHost('127.0.0.76')
    await using engine = createScanThread({ ...settings, ports: String(host.port) })
    const asked: (readonly string[])[] = []
    const answers: readonly Admit[] = [
      (addresses) => {
        asked.push(addresses)
        return Promise.resolve({ '127.0.0.76': 'busy' })
      },
      () => Promise.reject(new Error('no database')),
    ]
    for (const answer of answers) {
      const events = await collect(engine.scan('127.0.0.76', { signal, admit: answer }))
      expect(events.at(-1)).toMatchObject({ kind: 'done', summary: { stopReason: 'postponed' } })
    }
    expect(asked).toEqual([['127.0.0.76']])
    expect(host.connections()).toBe(0)
  })

  it('touches nothing on the never-scan list, from the moment it is written there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'windvane-never-'))
    const neverFile = join(folder, 'never')
    await writeFile(neverFile, '127.0.0.78 until=2020-01-01 expired\n')
    await using host = await startSilentHost('127.0.0.78')
    await using engine = createScanThread({ ...settings, neverFile, ports: String(host.port) })
    const scanToPort = async (): Promise<readonly ScanEvent[]> => {
      const stop = new AbortController()
      const events: ScanEvent[] = []
      for await (const event of engine.scan('127.0.0.78', { signal: stop.signal, admit })) {
        events.push(event)
        if (event.kind === 'port') stop.abort()
      }
      return events
    }
    expect((await scanToPort()).at(-1)).toMatchObject({ summary: { stopReason: 'cancelled' } })
    await writeFile(neverFile, '127.0.0.78 asked by its owner\n')
    const refused = [
      { address: '127.0.0.78', family: 4, skipped: 'never-scan list: asked by its owner' },
    ]
    await vi.waitFor(
      async () => {
        const events = await scanToPort()
        expect(events).toContainEqual({ kind: 'resolved', addresses: refused })
      },
      { timeout: 5_000, interval: 100 },
    )
    await rm(folder, { recursive: true })
  })

  it('ends a scan that is cancelled', async () => {
    await using host = await startSilentHost('127.0.0.74')
    await using engine = createScanThread({ ...settings, ports: String(host.port) })
    const stop = new AbortController()
    const events: ScanEvent[] = []
    for await (const event of engine.scan('127.0.0.74', { signal: stop.signal, admit })) {
      events.push(event)
      if (event.kind === 'port') stop.abort()
    }
    expect(events.at(-1)).toMatchObject({ kind: 'done', summary: { stopReason: 'cancelled' } })
  })

  it('fails the scans of a thread that dies, and starts another for the next', async () => {
    await using host = await startSilentHost('127.0.0.75')
    const engine = createScanThread({ ...settings, ports: String(host.port) })
    const scanning = (async () => {
      for await (const event of engine.scan('127.0.0.75', { signal, admit })) {
        if (event.kind === 'port') await engine[Symbol.asyncDispose]()
      }
    })()
    await expect(scanning).rejects.toThrow('the scan thread ended')
    await host[Symbol.asyncDispose]()
    const events = await collect(engine.scan('127.0.0.75', { signal, admit }))
    expect(events.at(-1)).toMatchObject({ kind: 'done' })
    await engine[Symbol.asyncDispose]()
  })
})

async function collect(events: AsyncIterable<ScanEvent>): Promise<readonly ScanEvent[]> {
  const collected: ScanEvent[] = []
  for await (const event of events) collected.push(event)
  return collected
}

type SilentHost = AsyncDisposable & {
  readonly port: number
  readonly connections: () => number
}

/** Accepts and says nothing, so that naming its service takes seconds. */
async function startSilentHost(address: string): Promise<SilentHost> {
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  const bound = server.address()
  if (typeof bound !== 'object' || bound === null) throw new TypeError('not listening on TCP')
  return {
    port: bound.port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      server.close()
    },
  }
}
