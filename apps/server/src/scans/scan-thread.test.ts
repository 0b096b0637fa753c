import { createServer } from 'node:net'
import { type ScanEvent } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { createScanThread } from './scan-thread.ts'

const settings = { privateAddresses: 'accept', deny: [], profile: 'normal' } as const
const signal = new AbortController().signal

describe('createScanThread()', () => {
  it('runs several scans at once, each with its own events and an end', async () => {
    await using engine = createScanThread({ ...settings, ports: '1,2,3' })
    const targets = ['127.0.0.71', '127.0.0.72', '127.0.0.73']
    const scans = await Promise.all(
      targets.map((target) => collect(engine.scan(target, { signal }))),
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
    const events = await collect(engine.scan('127.0.0.1', { signal }))
    server.close()
    expect(events.at(-1)).toMatchObject({ kind: 'done', summary: { stopReason: 'refused' } })
    expect(connections).toBe(0)
  })

  it('ends a scan that is cancelled', async () => {
    await using host = await startSilentHost('127.0.0.74')
    await using engine = createScanThread({ ...settings, ports: String(host.port) })
    const stop = new AbortController()
    const events: ScanEvent[] = []
    for await (const event of engine.scan('127.0.0.74', { signal: stop.signal })) {
      events.push(event)
      if (event.kind === 'port') stop.abort()
    }
    expect(events.at(-1)).toMatchObject({ kind: 'done', summary: { stopReason: 'cancelled' } })
  })

  it('fails the scans of a thread that dies, and starts another for the next', async () => {
    await using host = await startSilentHost('127.0.0.75')
    const engine = createScanThread({ ...settings, ports: String(host.port) })
    const scanning = (async () => {
      for await (const event of engine.scan('127.0.0.75', { signal })) {
        if (event.kind === 'port') await engine[Symbol.asyncDispose]()
      }
    })()
    await expect(scanning).rejects.toThrow('the scan thread ended')
    await host[Symbol.asyncDispose]()
    const events = await collect(engine.scan('127.0.0.75', { signal }))
    expect(events.at(-1)).toMatchObject({ kind: 'done' })
    await engine[Symbol.asyncDispose]()
  })
})

async function collect(events: AsyncIterable<ScanEvent>): Promise<readonly ScanEvent[]> {
  const collected: ScanEvent[] = []
  for await (const event of events) collected.push(event)
  return collected
}

/** Accepts and says nothing, so that naming its service takes seconds. */
async function startSilentHost(address: string): Promise<AsyncDisposable & { port: number }> {
  const server = createServer((socket) => socket.on('error', () => undefined))
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  const bound = server.address()
  if (typeof bound !== 'object' || bound === null) throw new TypeError('not listening on TCP')
  return {
    port: bound.port,
    async [Symbol.asyncDispose]() {
      server.close()
    },
  }
}
