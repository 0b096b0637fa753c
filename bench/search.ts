import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { openStore, type StoreConfig } from '../apps/server/src/store/open-store.ts'
import { fillStore } from './fill-store.ts'
import { makeQuestions, type Question } from './make-questions.ts'
import { type Program, startProgram } from './start-program.ts'

/**
 * What an analyst asks, over a filled store, against a bare handler on the same store that reads one
 * row by its primary key; in turn within one run, median of the rounds. Latencies are those of one
 * caller, rates those of a hundred.
 *
 *     node bench/search.ts [entities=200000] [rounds=3] [postgres://…/an-empty-database]
 */
const entities = Number(process.argv[2] ?? 200_000)
const rounds = Number(process.argv[3] ?? 3)
const databaseUrl = process.argv[4]
const folder = await mkdtemp(join(tmpdir(), 'windvane-bench-'))
const copy = `${folder}-copy`
const { bareRead, exactSearch, others } = makeQuestions(entities)

try {
  const store = configure(folder)
  await fill(store)
  if (store.kind === 'embedded') await cp(folder, copy, { recursive: true })
  await compare(configure(copy))
} finally {
  await rm(folder, { recursive: true })
  await rm(copy, { recursive: true, force: true })
}

function configure(place: string): StoreConfig {
  if (databaseUrl === undefined) return { kind: 'embedded', folder: place }
  return { kind: 'postgres', url: databaseUrl, poolSize: 8 }
}

async function fill(config: StoreConfig): Promise<void> {
  await using store = await openStore(config)
  const start = performance.now()
  await fillStore(store, entities)
  await store.query({ text: 'ANALYZE' })
  const seconds = (performance.now() - start) / 1000
  print(`${entities} entities on ${config.kind}, filled in ${seconds.toFixed(0)} s`)
}

async function compare(bareConfig: StoreConfig): Promise<void> {
  const variables = {
    DATA_DIR: folder,
    PORT: '0',
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'warn',
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
  }
  await using ours = await startProgram('apps/server/src/all.ts', variables)
  await using bare = await startProgram('bench/bare-read.ts', {}, [JSON.stringify(bareConfig)])
  const keys = await readKeys()
  await compareRates({ ours, bare, keys })
  print('\nlatencies in ms      p50      p95      p99   ratio of p50 to a bare read')
  const read = await time(bare, bareRead, keys)
  printLatencies(bareRead.name, read, read)
  for (const question of [exactSearch, ...others]) {
    printLatencies(question.name, await time(ours, question, keys), read)
  }
}

type Peers = {
  readonly ours: Program
  readonly bare: Program
  readonly keys: Readonly<Record<string, string>>
}

async function compareRates({ ours, bare, keys }: Peers): Promise<void> {
  const rates = { exact: [] as number[], bare: [] as number[] }
  for (let round = 0; round <= rounds; round += 1) {
    const exact = await load(ours, exactSearch, keys)
    const read = await load(bare, bareRead, keys)
    if (round === 0) continue
    rates.exact.push(exact.requests.average)
    rates.bare.push(read.requests.average)
  }
  const [exact, read] = [median(rates.exact), median(rates.bare)]
  print(`exact search ${exact.toFixed(0)} a second, bare read ${read.toFixed(0)} a second`)
  print(`ratio ${(exact / read).toFixed(2)}, goal 0.5`)
}

async function readKeys(): Promise<Readonly<Record<string, string>>> {
  // written by the server that just started
  const pair = JSON.parse(await readFile(join(folder, 'admin-key.json'), 'utf8')) as {
    readonly apiKey: string
    readonly apiSecret: string
  }
  return { 'api-key': pair.apiKey, 'api-secret': pair.apiSecret }
}

type Latencies = { readonly p50: number; readonly p95: number; readonly p99: number }

/** Exact figures of single answers: a load generator rounds to milliseconds. */
async function time(
  program: Program,
  question: Question,
  keys: Readonly<Record<string, string>>,
): Promise<Latencies> {
  const times: number[] = []
  const queue = [...question.requests, ...question.requests].values()
  const end = performance.now() + 10_000
  const caller = async () => {
    for (const request of queue) {
      if (performance.now() > end) return
      const start = performance.now()
      await send(program, question.method, { ...request, keys })
      times.push(performance.now() - start)
    }
  }
  await caller()
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) }
}

type Sent = {
  readonly path: string
  readonly body?: string
  readonly keys: Readonly<Record<string, string>>
}

async function send(program: Program, method: string, { path, body, keys }: Sent): Promise<void> {
  const reply = await fetch(`${program.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...keys },
    ...(body === undefined ? {} : { body }),
  })
  await reply.arrayBuffer()
  if (reply.status !== 200) throw new Error(`${reply.status} at ${path}`)
}

async function load(
  program: Program,
  { method, requests }: Question,
  keys: Readonly<Record<string, string>>,
): Promise<autocannon.Result> {
  const result = await autocannon({
    url: `${program.url}${requests[0]?.path ?? ''}`,
    connections: 100,
    // the server ends a connection after so many requests, which this client would not notice
    reconnectRate: 900,
    duration: 8,
    method,
    headers: { 'content-type': 'application/json', ...keys },
    requests: [...requests],
  })
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} refusals and ${result.errors} errors`)
  }
  return result
}

function printLatencies(name: string, { p50, p95, p99 }: Latencies, read: Latencies): void {
  const figures = [p50, p95, p99].map((figure) => figure.toFixed(1).padStart(9)).join('')
  print(`${name.padEnd(14)}${figures}   ${(p50 / read.p50).toFixed(1)}`)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
