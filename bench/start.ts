import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openStore } from '../apps/server/src/store/open-store.ts'
import { fillStore } from './fill-store.ts'
import { type Program, startProgram } from './start-program.ts'

/**
 * Time from the start of the process to its first reply, on a new data folder and on one with
 * entities, against a bare Fastify in turn within one run; and the memory of the whole process
 * half a minute after a start and a minute after a scan of 127.0.0.1. Linux only.
 *
 *     node bench/start.ts [entities=200000] [rounds=5]
 */
const entities = Number(process.argv[2] ?? 200_000)
const rounds = Number(process.argv[3] ?? 5)
const folder = await mkdtemp(join(tmpdir(), 'windvane-bench-'))

try {
  const first = await measureStart(startOurs)
  await fill()
  const later: number[] = []
  const bare: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    later.push(await measureStart(startOurs))
    bare.push(await measureStart(() => startProgram('bench/echo-server.ts')))
  }
  printTimes(first, median(later), median(bare))
  await measureMemory()
} finally {
  await rm(folder, { recursive: true })
}

function startOurs(): Promise<Program> {
  return startProgram('apps/server/src/all.ts', { DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'warn' })
}

/** A reply of any status counts for the bare server, which has no such path. */
async function measureStart(start: () => Promise<Program>): Promise<number> {
  const began = performance.now()
  await using program = await start()
  await fetch(`${program.url}/healthz`)
  return performance.now() - began
}

async function fill(): Promise<void> {
  await using store = await openStore({ kind: 'embedded', folder })
  await fillStore(store, entities)
}

function printTimes(first: number, later: number, bare: number): void {
  process.stdout.write(
    `milliseconds to the first reply (later and bare: median of ${rounds} rounds)\n` +
      `first start                ${first.toFixed(0)}\n` +
      `later, ${entities} entities     ${later.toFixed(0)}\n` +
      `bare Fastify               ${bare.toFixed(0)}\n` +
      `ratio later to bare        ${(later / bare).toFixed(2)}\n`,
  )
}

async function measureMemory(): Promise<void> {
  await using program = await startOurs()
  await fetch(`${program.url}/healthz`)
  await sleep(30_000)
  const idle = await readResidentMegabytes(program)
  await scan(program.url)
  await sleep(60_000)
  const afterScan = await readResidentMegabytes(program)
  process.stdout.write(
    `resident megabytes\n30 s after the start       ${idle.toFixed(0)}\n60 s after a scan          ${afterScan.toFixed(0)}\n`,
  )
}

async function scan(url: string): Promise<void> {
  // written by the first start
  const pair = JSON.parse(await readFile(join(folder, 'admin-key.json'), 'utf8')) as {
    readonly apiKey: string
    readonly apiSecret: string
  }
  const headers = {
    'content-type': 'application/json',
    'api-key': pair.apiKey,
    'api-secret': pair.apiSecret,
  }
  const body = JSON.stringify({ target: '127.0.0.1' })
  const made = await fetch(`${url}/api/ingest/v1/scan`, { method: 'POST', headers, body })
  // the reply of the contract
  const { id } = (await made.json()) as { readonly id: string }
  for (;;) {
    const reply = await fetch(`${url}/api/ingest/v1/scan/${id}`, { headers })
    if ((await reply.text()).includes('"status":"done"')) return
    await sleep(250)
  }
}

async function readResidentMegabytes({ child }: Program): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
