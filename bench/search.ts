import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { openStore } from '../apps/server/src/store/open-store.ts'
import { fillStore } from './fill-store.ts'
import { makeAddress } from './make-reports.ts'
import { type Program, startProgram } from './start-program.ts'

/**
 * Requests a second of a simple search for an exact value on the embedded store, against a bare
 * Fastify that echoes the same bodies, in turn within one run; median of the rounds.
 *
 *     node bench/search.ts [entities=200000] [rounds=3]
 */
const entities = Number(process.argv[2] ?? 200_000)
const rounds = Number(process.argv[3] ?? 3)
const folder = await mkdtemp(join(tmpdir(), 'windvane-bench-'))

try {
  await fill()
  await compare()
} finally {
  await rm(folder, { recursive: true })
}

async function fill(): Promise<void> {
  await using store = await openStore({ kind: 'embedded', folder })
  await fillStore(store, entities)
}

async function compare(): Promise<void> {
  const variables = { DATA_DIR: folder, PORT: '0', RATE_LIMITS: 'off', LOG_LEVEL: 'warn' }
  await using ours = await startProgram('apps/server/src/all.ts', variables)
  await using echo = await startProgram('bench/echo-server.ts')
  const keys = await readKeys()
  const rates = { search: [] as number[], echo: [] as number[] }
  for (let round = 0; round <= rounds; round += 1) {
    const search = await load(ours, '/api/search/v1/entities/simple', keys)
    const bare = await load(echo, '/echo', keys)
    if (round === 0) continue
    rates.search.push(search)
    rates.echo.push(bare)
  }
  const [search, bare] = [median(rates.search), median(rates.echo)]
  process.stdout.write(
    `${entities} entities, requests per second (median of ${rounds} rounds)\n` +
      `exact search ${search.toFixed(0)}\nFastify echo ${bare.toFixed(0)}\nratio        ${(search / bare).toFixed(2)}\n`,
  )
}

async function readKeys(): Promise<Readonly<Record<string, string>>> {
  // written by the server that just started
  const pair = JSON.parse(await readFile(join(folder, 'admin-key.json'), 'utf8')) as {
    readonly apiKey: string
    readonly apiSecret: string
  }
  return { 'api-key': pair.apiKey, 'api-secret': pair.apiSecret }
}

async function load(
  program: Program,
  path: string,
  keys: Readonly<Record<string, string>>,
): Promise<number> {
  const result = await autocannon({
    url: `${program.url}${path}`,
    connections: 100,
    // the server ends a connection after so many requests, which this client would not notice
    reconnectRate: 900,
    duration: 8,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...keys },
    requests: makeBodies().map((body) => ({ body })),
  })
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${result.non2xx} refusals and ${result.errors} errors at ${path}`)
  }
  return result.requests.average
}

/** A thousand different addresses from all over the corpus. */
function makeBodies(): readonly string[] {
  const step = Math.max(1, Math.floor(entities / 10 / 1_000)) * 10
  return Array.from({ length: 1_000 }, (_, number) =>
    JSON.stringify({ query: makeAddress((number * step) % entities) }),
  )
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
