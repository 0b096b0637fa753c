import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type ServiceRecord } from '@windvane/model'
import { createBudget } from '../budget/budget.ts'
import { detectors } from '../detectors/index.ts'
import { findProgram, type PrepareDaemon } from '../detectors/test-daemon.ts'
import { createScope } from '../scope/scope.ts'
import { DatagramPace } from './datagram-pace.ts'
import { sweepUdp } from './sweep-udp.ts'

/** Starts a daemon, waits until it answers over UDP, reads what it is, and ends it. */
export async function examineDaemon(
  detector: string,
  name: string,
  prepare: PrepareDaemon,
): Promise<ServiceRecord> {
  const folder = mkdtempSync(join(tmpdir(), `windvane-${name}-`))
  const port = await freeUdpPort()
  const child = spawn(findProgram(name) ?? name, prepare(folder, port), {
    cwd: folder,
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  const end = performance.now() + startMs
  try {
    for (;;) {
      const service = await examineUdp(detector, port)
      if (service && !isStarting(service)) return service
      if (performance.now() > end) throw new Error(`Cannot examine ${name}: it does not answer`)
      await delay(100)
    }
  } finally {
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs)
    if (child.exitCode === null && child.signalCode === null && child.kill()) await ended
    clearTimeout(timer)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** BIND listens before it has loaded its own zones. */
function isStarting({ extra }: ServiceRecord): boolean {
  return extra['responseCode'] === 'SERVFAIL'
}

const startMs = 15_000
const stopMs = 3000

/** Asks a port of this machine by one detector as a scan does; undefined when it is not open. */
async function examineUdp(id: string, port: number): Promise<ServiceRecord | undefined> {
  const services: ServiceRecord[] = []
  await sweepUdp({
    address: '127.0.0.1',
    ports: [port],
    detectors: detectors
      .filter((known) => known.id === id)
      .map((known) => ({ ...known, ports: [port] })),
    profile: { datagramsPerSecond: 100, maxSockets: 8, patienceMs: 1000 },
    scope: createScope({ privateAddresses: 'allow' }),
    budget: createBudget(),
    pace: new DatagramPace(100),
    serverName: 'host.example',
    userAgent: undefined,
    knownRttMs: () => 1,
    random: Math.random,
    signal: AbortSignal.timeout(startMs),
    onPort: () => undefined,
    onService: (service) => services.push(service),
    onFailure: () => undefined,
    onJudged: () => undefined,
  })
  return services[0]
}

/** A UDP port of this machine that is free now. */
export async function freeUdpPort(host = '127.0.0.1'): Promise<number> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  socket.bind(0, host)
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  return port
}
