import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, Socket } from 'node:net'
import { type PortRecord } from '@windvane/model'
import { afterEach, describe, expect, it } from 'vitest'
import { isSelfConnect } from '../dialogue/is-self-connect.ts'
import { orderPorts } from '../ports/port-order.ts'
import { profiles } from '../profile.ts'
import { netTransport } from './net-transport.ts'
import { sweepPorts, type SweepRequest } from './sweep-ports.ts'

const disposals: (() => void)[] = []
afterEach(() => {
  for (const dispose of disposals.splice(0)) dispose()
})

async function listen(host = '127.0.0.1'): Promise<number> {
  const server: Server = createServer((socket) => socket.on('error', () => undefined))
  server.listen(0, host)
  await once(server, 'listening')
  disposals.push(() => server.close())
  // A listening TCP server has an AddressInfo.
  return (server.address() as AddressInfo).port
}

async function sweep(ports: readonly number[], changes: Partial<SweepRequest> = {}) {
  const found: PortRecord[] = []
  const progress: number[] = []
  const outcome = await sweepPorts({
    address: '127.0.0.1',
    ports: orderPorts(ports, Math.random),
    profile: profiles.fast.sweep,
    transport: netTransport,
    signal: new AbortController().signal,
    random: Math.random,
    onPort: (port) => found.push(port),
    onProgress: (done) => progress.push(done),
    ...changes,
  })
  const open = found.filter(({ state }) => state === 'open').map(({ port }) => port)
  return { found, progress, outcome, open: open.sort((a, b) => a - b) }
}

/** A port on which nothing listens: one that did a moment ago. */
async function findClosedPort(): Promise<number> {
  const port = await listen()
  disposals.pop()?.()
  return port
}

describe('sweepPorts()', () => {
  it('tells open from closed, with reason, tries and time', async () => {
    const [open, closed] = [await listen(), await findClosedPort()]
    const { found, outcome } = await sweep([open, closed])
    expect(found.find(({ port }) => port === open)).toEqual({
      address: '127.0.0.1',
      port: open,
      transport: 'tcp',
      state: 'open',
      reason: 'syn-ack',
      tries: 1,
      rttMs: expect.any(Number),
    })
    expect(found.find(({ port }) => port === closed)).toMatchObject({
      state: 'closed',
      reason: 'conn-refused',
    })
    expect(outcome).toMatchObject({ end: 'complete', judged: 2, sent: 2, answered: 2, retries: 0 })
  })

  it('works over IPv6', async () => {
    const open = await listen('::1')
    expect((await sweep([open], { address: '::1' })).open).toEqual([open])
  })

  it('finds hundreds of open ports among thousands and invents none', async () => {
    const listening = await Promise.all(Array.from({ length: 300 }, async () => await listen()))
    const others = Array.from({ length: 4000 }, (_, index) => index + 1)
    const expected = new Set(listening)
    const { open, found, outcome } = await sweep([...listening, ...others])
    expect(open.filter((port) => port > 4000)).toEqual([...expected].sort((a, b) => a - b))
    expect(new Set(found.map(({ port }) => port)).size).toBe(found.length)
    expect(outcome.judged).toBe(found.length)
  })

  it('reports progress that never falls and ends at all', async () => {
    const { progress, found } = await sweep(
      Array.from({ length: 3000 }, (_, index) => 61_000 + index),
    )
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(found.length).toBe(3000)
  })

  it('takes a port that does not answer for filtered, after two tries', async () => {
    const port = await listenWithoutAccepting()
    const { found } = await sweep([port])
    expect(found).toEqual([
      {
        address: '127.0.0.1',
        port,
        transport: 'tcp',
        state: 'filtered',
        reason: 'no-response',
        tries: 2,
      },
    ])
  })

  it('tells an open port at once, long before the sweep is over', { retry: 2 }, async () => {
    const open = await listen()
    const others = Array.from({ length: 1500 }, (_, index) => index + 62_000)
    const start = performance.now()
    let firstMs = Infinity
    await sweep([], {
      ports: { ports: [open, ...others], headLength: 1 },
      onPort: ({ state }) => {
        if (state === 'open') firstMs = Math.min(firstMs, performance.now() - start)
      },
    })
    expect(firstMs).toBeLessThan(100)
    expect(performance.now() - start).toBeGreaterThan(firstMs)
  })

  it('stops on a target whose every port is open', async () => {
    const listening = await Promise.all(Array.from({ length: 450 }, async () => await listen()))
    const { outcome, open } = await sweep(listening, { profile: profiles.gentle.sweep })
    expect(outcome.end).toBe('all-open')
    expect(open.length).toBeGreaterThanOrEqual(200)
    expect(open.length).toBeLessThan(450)
  })

  it('ends within 100 ms of a cancel and leaves no socket behind', { retry: 2 }, async () => {
    const port = await listenWithoutAccepting()
    const controller = new AbortController()
    const before = countSockets()
    const running = sweep([port], { signal: controller.signal })
    await expect.poll(() => countSockets()).toBeGreaterThan(before)
    const start = performance.now()
    controller.abort()
    expect((await running).outcome.end).toBe('aborted')
    expect(performance.now() - start).toBeLessThan(100)
    await expect.poll(() => countSockets()).toBe(before)
  })

  it('never takes a lack of file descriptors for a closed or filtered port', async () => {
    const open = await Promise.all(Array.from({ length: 40 }, async () => await listen()))
    const engine = new URL('../index.ts', import.meta.url).href
    const script = `
      import { openSync } from 'node:fs'
      import { collectReport, createScope, scan } from ${JSON.stringify(engine)}
      const scope = createScope({ privateAddresses: 'allow' })
      const events = scan('127.0.0.1', { scope, ports: '${open.join(',')},60001-60400', services: false })
      const last = openSync('/dev/null')
      for (let free = last; free < 86; free = openSync('/dev/null')) continue
      const { ports, summary } = await collectReport('127.0.0.1', events)
      console.log(JSON.stringify({ ports: ports.map(({ port, state }) => [port, state]), summary }))`
    const { stdout } = spawnSync(
      'sh',
      ['-c', 'ulimit -n 100 && exec "$0" --input-type=module -e "$1"', process.execPath, script],
      { encoding: 'utf8' },
    )
    const { ports, summary } = JSON.parse(stdout)
    expect(ports).toEqual(open.toSorted((a, b) => a - b).map((port) => [port, 'open']))
    expect(summary).toMatchObject({ stopReason: 'complete', completeness: 1 })
    expect(summary.counters.sent).toBeGreaterThan(440)
  })

  it('does nothing when it is cancelled before it starts', async () => {
    const { outcome, found } = await sweep([await listen()], { signal: AbortSignal.abort() })
    expect(outcome).toMatchObject({ end: 'aborted', sent: 0 })
    expect(found).toEqual([])
  })
})

it('isSelfConnect() knows a socket that has met itself', async () => {
  const port = await findClosedPort()
  const socket = new Socket()
  socket.connect({ host: '127.0.0.1', port, localAddress: '127.0.0.1', localPort: port })
  await once(socket, 'connect')
  expect(isSelfConnect(socket)).toBe(true)
  socket.destroy()
  const other = new Socket()
  other.connect({ host: '127.0.0.1', port: await listen() })
  await once(other, 'connect')
  expect(isSelfConnect(other)).toBe(false)
  other.destroy()
})

function countSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
}

/** A port whose owner is stopped and whose queue is full: the kernel drops further SYNs. */
async function listenWithoutAccepting(): Promise<number> {
  const script = `
    const server = require('node:net').createServer()
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      console.log(server.address().port)
    })`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  disposals.push(() => child.kill('SIGKILL'))
  const [line] = await once(child.stdout, 'data')
  const port = Number(line)
  child.kill('SIGSTOP')
  const fillers = Array.from({ length: 8 }, () => new Socket().on('error', () => undefined))
  disposals.push(() => fillers.forEach((socket) => socket.destroy()))
  const connected = fillers.map(async (socket) => {
    socket.connect({ host: '127.0.0.1', port })
    await once(socket, 'connect')
  })
  // backlog + 1 connections fill the queue of Linux; the others stay in SYN_SENT.
  await Promise.any([Promise.all(connected.slice(0, 2)), ...connected.slice(2)])
  return port
}
