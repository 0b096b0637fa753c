import { type FailureRecord, type PortRecord, type ServiceRecord } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { createBudget } from '../budget/budget.ts'
import { defineDetector, type Detector, type Match } from '../detectors/define-detector.ts'
import { send } from '../detectors/steps.ts'
import { createScope } from '../scope/scope.ts'
import { DatagramPace } from './datagram-pace.ts'
import { sweepUdp, type UdpSweepOutcome, type UdpSweepRequest } from './sweep-udp.ts'
import { freeUdpPort } from './test-udp-daemon.ts'
import { serveUdp } from './test-udp-server.ts'

describe('sweepUdp()', () => {
  it('tells an answer, an ICMP refusal and silence apart', async () => {
    await using greeter = await serveUdp((_, { reply }) => reply('hello'))
    await using silent = await serveUdp(() => undefined)
    const closed = await freeUdpPort()
    const { ports, services, outcome } = await sweep([greeter.port, silent.port, closed], {
      detectors: [greeting(greeter.port)],
    })
    expect(ports.get(greeter.port)).toMatchObject({
      transport: 'udp',
      state: 'open',
      reason: 'udp-response',
      tries: 1,
    })
    expect(ports.get(closed)).toMatchObject({ state: 'closed', reason: 'port-unreach', tries: 1 })
    expect(ports.get(silent.port)).toMatchObject({
      state: 'open|filtered',
      reason: 'no-response',
      tries: 3,
    })
    expect(services).toMatchObject([
      { port: greeter.port, transport: 'udp', name: 'greeter', method: 'probe', banner: 'hello' },
    ])
    // One more goes to the closed port, to see that it would still be refused.
    expect(outcome).toMatchObject({ judged: 3, answered: 2, retries: 2, sent: 6 })
  })

  it('asks a port that no detector names with an empty datagram only', async () => {
    await using known = await serveUdp((_, { reply }) => reply('who is there?'))
    await using blank = await serveUdp((_, { reply }) => reply(''))
    const { ports, services } = await sweep([known.port, blank.port])
    expect(known.received).toEqual([Buffer.alloc(0)])
    expect(ports.get(known.port)).toMatchObject({ state: 'open' })
    expect(ports.get(blank.port)).toMatchObject({ state: 'open' })
    expect(services.toSorted((a, b) => b.evidence.localeCompare(a.evidence))).toMatchObject([
      { name: 'unknown', transport: 'udp', evidence: 'unknown answer', banner: 'who is there?' },
      { name: 'unknown', transport: 'udp', evidence: 'empty answer', confidence: 0 },
    ])
  })

  it('asks again where the first datagram was lost', async () => {
    let datagrams = 0
    await using lossy = await serveUdp((_, { reply }) => (datagrams += 1) > 1 && reply('hello'))
    const { ports } = await sweep([lossy.port], { detectors: [greeting(lossy.port)] })
    expect(ports.get(lossy.port)).toMatchObject({ state: 'open', tries: 2 })
    expect(lossy.received.length).toBe(2)
  })

  it('sends a later step of a dialogue again when it was lost', async () => {
    let datagrams = 0
    await using lossy = await serveUdp((bytes, { reply }) => {
      datagrams += 1
      if (datagrams !== 2) reply(`${bytes.toString()}!`)
    })
    const { services, ports } = await sweep([lossy.port], { detectors: [twoSteps(lossy.port)] })
    expect(services).toMatchObject([{ name: 'stepper', evidence: 'one! two!' }])
    expect(ports.get(lossy.port)).toMatchObject({ tries: 1 })
    expect(lossy.received.map(String)).toEqual(['one', 'two', 'two'])
  })

  it('never asks a port in two protocols at a time', async () => {
    await using server = await serveUdp((bytes, { reply }) => {
      if (bytes.toString() === 'second') reply('second hello')
    })
    const [first, second] = ['first', 'second'].map((text, index) => ({
      ...greeting(server.port, text),
      prevalence: 90 - index,
    }))
    const { services } = await sweep([server.port], {
      detectors: [second, first].flatMap((detector) => detector ?? []),
    })
    expect(server.received.map(String)).toEqual(['first', 'second'])
    expect(services).toMatchObject([{ name: 'greeter' }])
  })

  it('turns a detector that throws into a failure, and the port is open all the same', async () => {
    await using server = await serveUdp((_, { reply }) => reply('hello'))
    const broken = defineDetector({
      ...greeting(server.port),
      *detect() {
        yield send('anybody?')
        throw new TypeError('Cannot read this')
      },
    })
    const { ports, failures } = await sweep([server.port], { detectors: [broken] })
    expect(ports.get(server.port)).toMatchObject({ state: 'open' })
    expect(failures).toMatchObject([
      { stage: 'udp', port: server.port, detector: 'greeting', message: 'Cannot read this' },
    ])
  })

  it('hears only the port that was asked, unless the protocol answers from another', async () => {
    await using other = await serveUdp(() => undefined)
    await using server = await serveUdp((_, { from }) => {
      other.socket.send('hello', from.port, from.address)
    })
    const strict = await sweep([server.port], { detectors: [greeting(server.port)] })
    expect(strict.ports.get(server.port)).toMatchObject({ state: 'open|filtered' })
    const wide = { ...greeting(server.port), isAnsweredElsewhere: true }
    const lenient = await sweep([server.port], { detectors: [wide] })
    expect(lenient.ports.get(server.port)).toMatchObject({ state: 'open' })
    expect(lenient.services).toMatchObject([{ name: 'greeter' }])
  })

  it('hears no other address even then, and knows a closed port', async () => {
    await using stranger = await serveUdp(() => undefined, '127.0.0.2')
    await using server = await serveUdp((_, { from }) => {
      stranger.socket.send('hello', from.port, from.address)
    })
    const closed = await freeUdpPort()
    const detectors = [server.port, closed].map((port) => ({
      ...greeting(port),
      isAnsweredElsewhere: true,
    }))
    const { ports } = await sweep([server.port, closed], { detectors })
    expect(ports.get(server.port)).toMatchObject({ state: 'open|filtered' })
    expect(ports.get(closed)).toMatchObject({ state: 'closed' })
  })

  it('asks IPv6 too', async () => {
    await using server = await serveUdp((_, { reply }) => reply('hello'), '::1')
    const closed = await freeUdpPort('::1')
    const { ports } = await sweep([server.port, closed], {
      address: '::1',
      detectors: [{ ...greeting(server.port), isAnsweredElsewhere: true }],
    })
    expect(ports.get(server.port)).toMatchObject({ address: '::1', state: 'open' })
    expect(ports.get(closed)).toMatchObject({ address: '::1', state: 'closed' })
  })

  it('P32: sends nothing where the scope forbids, and says so', async () => {
    await using server = await serveUdp((_, { reply }) => reply('hello'))
    const scope = createScope({ privateAddresses: 'refuse' })
    const { outcome, failures } = await sweep([server.port], { scope })
    expect(server.received).toEqual([])
    expect(outcome).toMatchObject({ judged: 0, sent: 0 })
    expect(failures).toMatchObject([{ stage: 'udp', message: expect.stringContaining('loopback') }])
  })
})

describe('sweepUdp() of a hostile host', () => {
  it('P33: keeps 64 kB of a megabyte and goes on', async () => {
    const chunk = Buffer.alloc(32_768, 'A')
    await using flood = await serveUdp((_, { reply }) => {
      for (let count = 0; count < 32; count++) reply(chunk)
    })
    await using honest = await serveUdp((_, { reply }) => reply('hello'))
    const budget = createBudget()
    const greedy = defineDetector({
      ...greeting(flood.port),
      *detect() {
        const reply = yield send('more', { until: () => false, timeoutMs: 1000 })
        return toMatch(String(reply.bytes.length))
      },
    })
    const detectors = [greedy, greeting(honest.port)]
    const { services } = await sweep([flood.port, honest.port], { budget, detectors })
    const byPort = new Map(services.map((service) => [service.port, service]))
    expect(byPort.get(flood.port)).toMatchObject({ evidence: '65536' })
    expect(byPort.get(flood.port)?.exchanges[0]).toMatchObject({ end: 'limit', isTruncated: true })
    expect(byPort.get(honest.port)).toMatchObject({ name: 'greeter' })
    expect(budget.used.bytes).toBeLessThanOrEqual(65_536 + 5)
  })

  it('takes the largest datagram there is', async () => {
    const largest = Buffer.alloc(65_507, 0xff)
    await using server = await serveUdp((_, { reply }) => reply(largest))
    const { services } = await sweep([server.port])
    expect(services).toMatchObject([{ isBannerTruncated: true }])
    expect(Buffer.from(services[0]?.bannerRaw ?? '', 'base64').length).toBe(4096)
  })

  it('ends a dialogue of endless empty datagrams', async () => {
    await using server = await serveUdp((_, { reply }) => {
      for (let count = 0; count < 400; count++) reply('')
    })
    const patient = defineDetector({
      ...greeting(server.port),
      *detect() {
        const reply = yield send('more', { until: () => false, timeoutMs: 2000 })
        return toMatch(reply.end)
      },
    })
    const { services } = await sweep([server.port], { detectors: [patient] })
    // The kernel's queue may drop some of a burst; then the time ends it.
    expect(['limit', 'timeout']).toContain(services[0]?.evidence)
  })

  it('ends when the target has sent more than it may, and says so', async () => {
    await using server = await serveUdp((_, { reply }) => reply(Buffer.alloc(1000)))
    await using silent = await serveUdp(() => undefined)
    const { outcome, failures } = await sweep([server.port, silent.port], {
      budget: createBudget({ maxBytes: 500 }),
      detectors: [greeting(server.port)],
    })
    expect(outcome.judged).toBe(1)
    expect(failures).toMatchObject([
      { stage: 'udp', message: expect.stringContaining('too many bytes') },
    ])
  })

  it('closes every socket within 100 ms of a cancel', { retry: 2 }, async () => {
    const servers = await Promise.all(Array.from({ length: 20 }, () => serveUdp(() => undefined)))
    const controller = new AbortController()
    const sweeping = sweep(
      servers.map(({ port }) => port),
      { signal: controller.signal },
    )
    await expect.poll(() => servers.every(({ received }) => received.length > 0)).toBe(true)
    expect(openSockets()).toBeGreaterThanOrEqual(40)
    const start = performance.now()
    controller.abort()
    const { outcome } = await sweeping
    await expect.poll(openSockets, { interval: 5 }).toBe(20)
    expect(performance.now() - start).toBeLessThan(100)
    expect(outcome.judged).toBe(0)
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()))
  })
})

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'UDPWrap').length
}

function toMatch(evidence: string, service = 'greeter'): Match {
  return { service, confidence: 90, evidence, clues: [], extra: {} }
}

/** Says something and knows whoever says hello. */
function greeting(port: number, text = 'anybody?'): Detector {
  return defineDetector({
    id: 'greeting',
    title: 'Greeting',
    transport: 'udp',
    ports: [port],
    prevalence: 50,
    maxConnections: 1,
    *detect() {
      const reply = yield send(text)
      return reply.bytes.includes('hello') ? toMatch('hello') : undefined
    },
  })
}

function twoSteps(port: number): Detector {
  return defineDetector({
    ...greeting(port),
    *detect() {
      const one = yield send('one')
      const two = yield send('two')
      return toMatch(`${one.bytes.toString()} ${two.bytes.toString()}`, 'stepper')
    },
  })
}

type Swept = {
  readonly outcome: UdpSweepOutcome
  readonly ports: ReadonlyMap<number, PortRecord>
  readonly services: readonly ServiceRecord[]
  readonly failures: readonly FailureRecord[]
}

async function sweep(
  ports: readonly number[],
  options: Partial<UdpSweepRequest> = {},
): Promise<Swept> {
  const records = new Map<number, PortRecord>()
  const services: ServiceRecord[] = []
  const failures: FailureRecord[] = []
  const outcome = await sweepUdp({
    address: '127.0.0.1',
    ports,
    detectors: [],
    profile: { datagramsPerSecond: 1000, maxSockets: 64, patienceMs: 10_000 },
    scope: createScope({ privateAddresses: 'allow' }),
    budget: createBudget(),
    pace: new DatagramPace(1000),
    serverName: null,
    userAgent: undefined,
    knownRttMs: () => 1,
    random: Math.random,
    signal: AbortSignal.timeout(20_000),
    onPort: (port) => records.set(port.port, port),
    onService: (service) => services.push(service),
    onFailure: (failure) => failures.push(failure),
    onJudged: () => undefined,
    ...options,
  })
  return { outcome, ports: records, services, failures }
}
