import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canStartLab, type Lab, type Run, startLab, targets } from './lab/lab.ts'
import { openPorts, rows, type Row } from './lab/port-scan-rows.ts'

/**
 * Port scans of hosts behind a path of 50 ms, against nmap in turn within one run: wall time of the
 * whole process, ports missed and ports invented. Needs root, nmap, nftables and gcc; sends packets
 * within two network namespaces of its own only.
 *
 *     node bench/scan.ts [rounds=3] [words in the names of rows ...]
 */
const rounds = Number(process.argv[2] ?? 3)
const wanted = process.argv.slice(3)
const cache = mkdtempSync(join(tmpdir(), 'windvane-compiled-'))

if (!canStartLab()) throw new Error('Cannot start the lab: it needs root, ip, nft and gcc')
try {
  await measureAll()
} finally {
  rmSync(cache, { recursive: true })
}

async function measureAll(): Promise<void> {
  await using lab = await startLab(openPorts, { oneWayMs: 25 })
  const listener = lab.serve([
    process.execPath,
    join(import.meta.dirname, 'lab/listen.ts'),
    openPorts.join(','),
  ])
  if (listener.stdout) await once(listener.stdout, 'data')
  // Compiled code is kept as by the server; the first run fills the cache.
  await scanOurs(lab, { address: targets.closed, ports: '1', profile: 'fast' })
  for (const row of rows) {
    if (!wanted.every((word) => row.name.includes(word))) continue
    await lab.setLink(row.link)
    process.stdout.write(`${await measureRow(lab, row)}\n`)
  }
}

type Ours = {
  readonly seconds: number
  readonly open: readonly number[]
  readonly rssMb: number
  readonly lagP99Ms: number
  readonly wallSeconds: number
}

async function scanOurs(lab: Lab, scan: Pick<Row, 'address' | 'ports' | 'profile'>): Promise<Ours> {
  const words = [join(import.meta.dirname, 'lab/sweep.ts'), scan.address, scan.ports, scan.profile]
  const run = await lab.scan(['env', `NODE_COMPILE_CACHE=${cache}`, process.execPath, ...words])
  if (run.exitCode !== 0) throw new Error(`Our scan ended with ${run.exitCode}`)
  // sweep.ts prints these members.
  return { ...(JSON.parse(run.stdout) as Ours), wallSeconds: run.seconds }
}

async function measureRow(lab: Lab, row: Row): Promise<string> {
  const ours: Ours[] = []
  const peers = row.peers.map((peer) => ({ ...peer, runs: [] as Run[] }))
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await scanOurs(lab, row))
    for (const peer of peers) peer.runs.push(await lab.scan(['nmap', ...peer.words, row.address]))
  }
  const wall = median(ours.map(({ wallSeconds }) => wallSeconds))
  return [
    `${row.name} (${row.profile})`,
    `  ours ${wall.toFixed(2)} s whole process, ${median(ours.map(({ seconds }) => seconds)).toFixed(2)} s scan; ${describeFaults(row, ours)}`,
    `  memory ${Math.max(...ours.map(({ rssMb }) => rssMb)).toFixed(0)} MB, lag p99 ${median(ours.map(({ lagP99Ms }) => lagP99Ms)).toFixed(1)} ms`,
    ...peers.map(({ label, runs, goal }) => {
      const seconds = median(runs.map((run) => run.seconds))
      const missed = Math.max(...runs.map((run) => countMissed(row, readNmap(run.stdout))))
      return compare(
        `nmap ${label} ${seconds.toFixed(2)} s, missed ${missed}`,
        wall / seconds,
        goal,
      )
    }),
    ...(row.bound
      ? [
          compare(
            `bound ${row.bound.seconds.toFixed(2)} s`,
            median(ours.map(({ seconds }) => seconds)) / row.bound.seconds,
            row.bound.goal,
          ),
        ]
      : []),
  ].join('\n')
}

function compare(what: string, ratio: number, goal: number | undefined): string {
  const verdict = goal === undefined ? '' : `, goal ${goal}: ${ratio <= goal ? 'kept' : 'MISSED'}`
  return `  ${what}; ratio ${ratio.toFixed(3)}${verdict}`
}

function describeFaults(row: Row, ours: readonly Ours[]): string {
  const missed = Math.max(...ours.map(({ open }) => countMissed(row, open)))
  const invented = Math.max(
    ...ours.map(({ open }) => open.filter((p) => !openPorts.includes(p)).length),
  )
  return row.address === targets.allOpen
    ? 'stops early on purpose'
    : `missed ${missed}, invented ${invented}`
}

function countMissed(row: Row, found: readonly number[]): number {
  const highest = row.ports === '1-10000' ? 10_000 : 65_535
  return openPorts.filter((port) => port <= highest && !found.includes(port)).length
}

function readNmap(text: string): readonly number[] {
  return [...text.matchAll(/^(\d{1,5})\/tcp\s+open/gm)].map(([, port]) => Number(port))
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
