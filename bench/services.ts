import { join } from 'node:path'
import { type ScanReport, type ServiceRecord } from '@windvane/model'
import { type ExpectedService, type LabDaemon } from './lab/daemons/define-daemon.ts'
import { daemonGroups } from './lab/daemons/index.ts'
import { startDaemons } from './lab/daemons/start-daemons.ts'
import { canStartLab, type Lab, startLab, targets } from './lab/lab.ts'
import { packageVersion } from './lab/package-version.ts'

/**
 * Names the services of Debian's daemons behind a path of 50 ms, against nmap in turn within one run:
 * how many are named, how many wrong, and the time. Needs root, nmap, and the daemons it is to see.
 *
 *     node bench/services.ts [rounds=3] [rounds of nmap=1]
 */
const rounds = Number(process.argv[2] ?? 3)
const nmapRounds = Number(process.argv[3] ?? 1)
const daemons = Object.values(daemonGroups).flat() as readonly LabDaemon[]

if (!canStartLab()) throw new Error('Cannot start the lab: it needs root, ip, nft and gcc')
await using lab = await startLab([1], { oneWayMs: 25 })
await using started = await startDaemons(lab.namespace, daemons)
for (const { daemon, log } of started.failed) {
  process.stdout.write(`${daemon.id} did not start: ${log}\n`)
}
await measure(lab, started.running)

type Truth = { readonly daemon: LabDaemon; readonly service: ExpectedService }

async function measure(lab: Lab, running: readonly LabDaemon[]): Promise<void> {
  const truths = running.flatMap((daemon) =>
    daemon.expected
      .filter(({ transport = 'tcp' }) => transport === 'tcp')
      .map((service) => ({ daemon, service })),
  )
  const ports = truths.map(({ service }) => service.port).join(',')
  const naming: Ours[] = []
  const everything: Ours[] = []
  const nmap: number[] = []
  let nmapNamed = 0
  for (let round = 0; round < Math.max(rounds, nmapRounds); round += 1) {
    if (round < rounds) {
      naming.push(await scanOurs(lab, ports, 'names'))
      everything.push(await scanOurs(lab, ports, 'everything'))
    }
    if (round < nmapRounds) {
      const words = ['nmap', '-n', '-Pn', '-sT', '-sV', '-T4', '-p', ports, targets.closed]
      const run = await lab.scan(words)
      nmap.push(run.seconds)
      nmapNamed = countNamed(run.stdout)
    }
  }
  print({ truths, naming, everything, nmap, nmapNamed })
}

type Ours = { readonly seconds: number; readonly report: ScanReport }

async function scanOurs(lab: Lab, ports: string, depth: 'names' | 'everything'): Promise<Ours> {
  const script = join(import.meta.dirname, 'lab/print-report.ts')
  const words = [script, targets.closed, ports, 'fast', depth]
  const { seconds, stdout } = await lab.scan([process.execPath, ...words])
  // print-report.ts prints a report.
  return { seconds, report: JSON.parse(stdout) as ScanReport }
}

/** nmap names a service for sure when it does not put a question mark behind it. */
function countNamed(text: string): number {
  return [...text.matchAll(/^\d{1,5}\/tcp\s+open\s+(\S+)/gm)].filter(
    ([, name = '']) => !name.endsWith('?') && name !== 'unknown' && name !== 'tcpwrapped',
  ).length
}

type Figures = {
  readonly truths: readonly Truth[]
  readonly naming: readonly Ours[]
  readonly everything: readonly Ours[]
  readonly nmap: readonly number[]
  readonly nmapNamed: number
}

function print({ truths, naming, everything, nmap, nmapNamed }: Figures): void {
  const services = naming.at(-1)?.report.services ?? []
  const judged = truths.map((truth) => ({ ...truth, verdict: judge(truth, services) }))
  const count = (verdict: string) => judged.filter((one) => one.verdict === verdict).length
  const names = median(naming.map(({ seconds }) => seconds))
  const peer = median(nmap)
  process.stdout.write(
    [
      `${truths.length} services; named ${count('right')}, guessed by number ${count('guessed')}, wrong ${count('wrong')}`,
      ...judged
        .filter(({ verdict }) => verdict !== 'right')
        .map(({ daemon, service, verdict }) => `  ${daemon.id} on ${service.port}: ${verdict}`),
      `names                 ${names.toFixed(2)} s`,
      `names, TLS and pages  ${median(everything.map(({ seconds }) => seconds)).toFixed(2)} s`,
      `nmap -sV -T4          ${peer.toFixed(2)} s, ${nmapNamed} named`,
      `ratio of names        ${(names / peer).toFixed(3)}, goal 0.06`,
      '',
    ].join('\n'),
  )
}

function judge(
  { daemon, service }: Truth,
  services: readonly ServiceRecord[],
): 'right' | 'guessed' | 'wrong' {
  const found = services.find(({ port }) => port === service.port)
  if (!found || found.method === 'port') return 'guessed'
  const isNamed = found.name === service.name
  const isProduct = service.product === undefined || found.product === service.product
  // A server that refuses the scanner's address may keep its version to itself.
  const isVersion =
    service.version === undefined ||
    found.version === undefined ||
    found.version === packageVersion(daemon.package)
  return isNamed && isProduct && isVersion ? 'right' : 'wrong'
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
