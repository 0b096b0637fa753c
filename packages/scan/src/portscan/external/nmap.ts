import { isIPv6 } from 'node:net'
import { formatPorts } from '../../ports/format-ports.ts'
import { parsePortRanges } from '../../ports/parse-port-ranges.ts'
import {
  type Capability,
  type ExternalScanner,
  type ExternalScanRequest,
  type ExternalVerdict,
} from './external-scanner.ts'
import { findProgram, runProgram } from './run-program.ts'

/**
 * nmap, when it is on the path: SYN scan with privileges, else connect scan. Only its port states are
 * taken; it is never installed, and none of its data is read.
 */
export function createNmap(path: string): ExternalScanner {
  const program = findProgram('nmap', path)
  return Object.freeze({
    id: 'nmap',
    findCapability: async () => await findCapability(program),
    scan: async (request: ExternalScanRequest) => await scan(program ?? 'nmap', request),
  } satisfies ExternalScanner)
}

const probeTimeoutMs = 5000
const scanTimeoutMs = 10 * 60 * 1000

async function findCapability(program: string | undefined): Promise<Capability> {
  if (program === undefined) return { isAvailable: false, reason: 'nmap is not installed' }
  try {
    let version: string | undefined
    // Port 9 of loopback: the smallest scan that needs the privilege of raw packets.
    const end = await runProgram({
      program,
      words: ['-n', '-Pn', '-sS', '-p', '9', '-oX', '-', '127.0.0.1'],
      timeoutMs: probeTimeoutMs,
      signal: AbortSignal.timeout(probeTimeoutMs),
      onLine: (line) =>
        (version ??= /<nmaprun\b[^>]{0,500} version="([\w.]{1,20})"/.exec(line)?.[1]),
    })
    const isPrivileged = end.exitCode === 0
    return { isAvailable: true, version: version ?? 'unknown', isPrivileged }
  } catch (error) {
    return { isAvailable: false, reason: `nmap does not start: ${String(error).slice(0, 200)}` }
  }
}

async function scan(program: string, request: ExternalScanRequest): Promise<void> {
  const { address, ports, ratePerSecond, capability, signal, onPort } = request
  const end = await runProgram({
    program,
    words: [
      '-n',
      '-Pn',
      '-T4',
      capability.isPrivileged ? '-sS' : '-sT',
      ...(isIPv6(address) ? ['-6'] : []),
      '--max-rate',
      String(ratePerSecond),
      `-p${formatPorts(ports)}`,
      '-oX',
      '-',
      address,
    ],
    timeoutMs: scanTimeoutMs,
    signal,
    onLine: createLineReader(onPort),
  })
  if (end.exitCode !== 0) {
    throw new Error(`nmap ended early: ${end.isCutOff ? 'cut off' : end.stderr.trim()}`)
  }
}

type Tell = (verdict: ExternalVerdict) => void

/** nmap prints a port, or the ports that share a state and a reason, to a line. */
function createLineReader(onPort: Tell): (line: string) => void {
  let shared = ''
  return (line) => {
    shared = /^<extraports state="([a-z|]{1,20})"/.exec(line)?.[1] ?? shared
    const port =
      /^<port protocol="tcp" portid="(\d{1,5})"><state state="([a-z|]{1,20})" reason="([a-z-]{1,40})"/.exec(
        line,
      )
    const others =
      /^<extrareasons reason="([a-z-]{1,40})" count="\d{1,5}" proto="tcp" ports="([\d,-]{1,65000})"/.exec(
        line,
      )
    if (port) tellPorts(port[1], { state: port[2], reason: port[3] }, onPort)
    if (others) tellPorts(others[2], { state: shared, reason: others[1] }, onPort)
  }
}

function tellPorts(
  ports = '',
  {
    state = '',
    reason = '',
  }: { readonly state?: string | undefined; readonly reason?: string | undefined },
  onPort: Tell,
): void {
  if (state !== 'open' && state !== 'closed' && state !== 'filtered') return
  for (const port of parsePortRanges(ports)) onPort({ port, state, reason })
}
