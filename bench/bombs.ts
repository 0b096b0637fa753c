import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, type StoreConfig } from '../apps/server/src/store/open-store.ts'
import { fillStore } from './fill-store.ts'
import { makeBombs } from './make-bombs.ts'
import { makeAddress } from './make-reports.ts'
import { type Program, startProgram } from './start-program.ts'

/**
 * What queries made to hurt cost everybody else (reliability.md 4 F): four of them at a time, and exact
 * searches of another account meanwhile, against the same searches on the idle server. The server tells
 * how long its event loop was held up.
 *
 *     node bench/bombs.ts [entities=200000] [seconds=20] [postgres://…/an-empty-database]
 */
const entities = Number(process.argv[2] ?? 200_000)
const seconds = Number(process.argv[3] ?? 20)
const databaseUrl = process.argv[4]
const bombs = [...makeBombs()]
const folder = await mkdtemp(join(tmpdir(), 'windvane-bench-'))
const config: StoreConfig =
  databaseUrl === undefined
    ? { kind: 'embedded', folder }
    : { kind: 'postgres', url: databaseUrl, poolSize: 8 }

try {
  await fill()
  await run()
} finally {
  await rm(folder, { recursive: true })
}

async function fill(): Promise<void> {
  await using store = await openStore(config)
  await fillStore(store, entities)
  await store.query({ text: 'ANALYZE' })
}

async function run(): Promise<void> {
  await using server = await startProgram(
    '--import',
    {
      DATA_DIR: folder,
      PORT: '0',
      RATE_LIMITS: 'off',
      LOG_LEVEL: 'silent',
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
    },
    ['./bench/loop-delay.ts', 'apps/server/src/all.ts'],
  )
  const admin = await readKeys()
  const analyst = await makeAccount(server, admin)
  print(`${entities} entities on ${config.kind}`)
  await searchFor(server, analyst, 2)
  print(`exact search, idle       ${toLine(await searchFor(server, analyst, seconds / 2))}`)
  server.child.kill('SIGUSR2')
  const stop = new AbortController()
  const outcomes = new Map<string, Outcome>()
  const bombers = [0, 1, 2, 3].map((number) =>
    throwBombs(server, admin, { from: number, stop: stop.signal, outcomes }),
  )
  print(`exact search, under fire ${toLine(await searchFor(server, analyst, seconds))}`)
  stop.abort()
  await Promise.all(bombers)
  for (const [name, { statuses, longestMs }] of outcomes) {
    print(`${name.padEnd(28)} ${[...statuses].join(' ')}, longest ${longestMs.toFixed(0)} ms`)
  }
}

type Keys = Readonly<Record<string, string>>
type Outcome = { readonly statuses: Set<number>; longestMs: number }

async function readKeys(): Promise<Keys> {
  // written by the server that just started
  const pair = JSON.parse(await readFile(join(folder, 'admin-key.json'), 'utf8')) as {
    readonly apiKey: string
    readonly apiSecret: string
  }
  return { 'api-key': pair.apiKey, 'api-secret': pair.apiSecret }
}

async function makeAccount(server: Program, keys: Keys): Promise<Keys> {
  const reply = await fetch(`${server.url}/api/auth/v2/admin/user`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...keys },
    body: JSON.stringify({ alias: 'analyst', roles: ['user'] }),
  })
  if (!reply.ok) throw new Error(`no account: ${reply.status} ${await reply.text()}`)
  // as its endpoint says
  const made = (await reply.json()) as { readonly apiKey: string; readonly apiSecret: string }
  return { 'api-key': made.apiKey, 'api-secret': made.apiSecret }
}

/** Times of single exact searches, one after the other. */
async function searchFor(
  server: Program,
  keys: Keys,
  forSeconds: number,
): Promise<readonly number[]> {
  const times: number[] = []
  const end = performance.now() + forSeconds * 1000
  for (let number = 0; performance.now() < end; number += 10) {
    const start = performance.now()
    const reply = await post(server, keys, {
      path: 'simple',
      body: { query: makeAddress(number % entities) },
    })
    if (reply !== 200) throw new Error(`an exact search was answered ${reply}`)
    times.push(performance.now() - start)
  }
  return times
}

type BombRun = {
  readonly from: number
  readonly stop: AbortSignal
  readonly outcomes: Map<string, Outcome>
}

async function throwBombs(
  server: Program,
  keys: Keys,
  { from, stop, outcomes }: BombRun,
): Promise<void> {
  for (let number = from; !stop.aborted; number += 1) {
    const [name, body] = bombs[number % bombs.length] ?? ['', {}]
    const start = performance.now()
    const status = await post(server, keys, { path: 'advanced', body })
    const outcome = outcomes.get(name) ?? { statuses: new Set(), longestMs: 0 }
    outcome.statuses.add(status)
    outcome.longestMs = Math.max(outcome.longestMs, performance.now() - start)
    outcomes.set(name, outcome)
  }
}

async function post(
  server: Program,
  keys: Keys,
  { path, body }: { readonly path: string; readonly body: unknown },
): Promise<number> {
  const reply = await fetch(`${server.url}/api/search/v1/entities/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...keys },
    body: JSON.stringify(body),
  })
  await reply.arrayBuffer()
  return reply.status
}

function toLine(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1)
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ${sorted.length} searches`
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
