import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import { formatPorts } from '../../ports/format-ports.ts'
import {
  type Capability,
  type ExternalScanner,
  type ExternalScanRequest,
} from './external-scanner.ts'
import { findProgram, runProgram } from './run-program.ts'

/**
 * masscan, when it is on the path and may send raw packets. It tells open ports only and overlooks
 * some (its issues 313, 365, 380, 382, 522): hints to be confirmed, never a verdict.
 */
export function createMasscan(path: string): ExternalScanner {
  const program = findProgram('masscan', path)
  return Object.freeze({
    id: 'masscan',
    findCapability: async () => await findCapability(program),
    scan: async (request: ExternalScanRequest) => await scan(program ?? 'masscan', request),
  } satisfies ExternalScanner)
}

const probeTimeoutMs = 5000
// Without a router it asks for its hardware address for minutes.
const startTimeoutMs = 20_000
// At 1 s it loses results that come late.
const waitSeconds = 3

async function findCapability(program: string | undefined): Promise<Capability> {
  if (program === undefined) return { isAvailable: false, reason: 'masscan is not installed' }
  if (process.geteuid?.() !== 0) {
    return { isAvailable: false, reason: 'masscan needs the privilege of raw packets' }
  }
  try {
    let version: string | undefined
    await runProgram({
      program,
      words: ['--version'],
      timeoutMs: probeTimeoutMs,
      signal: AbortSignal.timeout(probeTimeoutMs),
      onLine: (line) => (version ??= /^Masscan version ([\w.]{1,20})/.exec(line)?.[1]),
    })
    return { isAvailable: true, version: version ?? 'unknown', isPrivileged: true }
  } catch (error) {
    return { isAvailable: false, reason: `masscan does not start: ${String(error).slice(0, 200)}` }
  }
}

async function scan(program: string, request: ExternalScanRequest): Promise<void> {
  const { address, ports, ratePerSecond, signal, onPort } = request
  const way = await findInterface(address)
  const end = await runProgram({
    program,
    words: [
      address,
      `-p${formatPorts(ports)}`,
      `--rate=${ratePerSecond}`,
      `--wait=${waitSeconds}`,
      '-oL',
      '-',
      ...(way === undefined ? [] : ['-e', way]),
    ],
    timeoutMs: startTimeoutMs + 2000 * (waitSeconds + ports.length / ratePerSecond),
    signal,
    onLine: (line) => {
      const port = /^open tcp (\d{1,5}) /.exec(line)?.[1]
      if (port !== undefined) onPort({ port: Number(port), state: 'open', reason: 'syn-ack' })
    },
  })
  // It ends with 0 even when it could not begin.
  if (end.exitCode !== 0 || end.stderr.includes('FAIL')) {
    throw new Error(`masscan ended early: ${end.isCutOff ? 'cut off' : firstFailure(end.stderr)}`)
  }
}

function firstFailure(stderr: string): string {
  return (stderr.split('\n').find((line) => line.includes('FAIL')) ?? stderr).trim().slice(0, 200)
}

/** The interface that leads to an address: masscan does not ask the routing table. */
async function findInterface(address: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  socket.once('error', () => resolve(undefined))
  // Connecting a UDP socket sends nothing.
  socket.connect(9, address, (error?: Error) => {
    resolve(error ? undefined : socket.address().address)
  })
  const own = await promise
  socket.close()
  const interfaces = Object.entries(networkInterfaces())
  return interfaces.find(([, list]) => list?.some(({ address }) => address === own))?.[0]
}
