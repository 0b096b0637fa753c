import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Principal } from '@windvane/model'
import { submit } from '../apps/server/src/entities/submit.ts'
import { openStore } from '../apps/server/src/store/open-store.ts'
import { defineStatement, type Store } from '../apps/server/src/store/store.ts'
import { makeReports } from './make-reports.ts'

/**
 * How many new entities a second the write path takes on the embedded store, in batches of 500, against
 * the bare insertion of the same records as JSON into one table with a primary key, batch by batch in turn.
 *
 *     node bench/ingest.ts [batches=40]
 */
const batches = Number(process.argv[2] ?? 40)
const batchSize = 500
const folder = await mkdtemp(join(tmpdir(), 'windvane-bench-'))

const principal: Principal = {
  userId: randomUUID(),
  alias: 'bench',
  roles: ['reporter'],
  groups: ['public'],
}

const insert = defineStatement<never>(
  'bench_insert',
  `INSERT INTO bare SELECT gen_random_uuid(), record FROM jsonb_array_elements($1::jsonb) AS record`,
)

try {
  await using store = await openStore({ kind: 'embedded', folder })
  await store.query({ text: 'CREATE TABLE bare (id uuid PRIMARY KEY, record jsonb NOT NULL)' })
  await measure(store)
} finally {
  await rm(folder, { recursive: true })
}

async function measure(store: Store): Promise<void> {
  const seconds = { ours: [] as number[], bare: [] as number[] }
  for (let batch = 0; batch < batches; batch += 1) {
    const reports = makeReports(batch * batchSize, batchSize)
    seconds.ours.push(await timed(() => submitAll(store, reports)))
    seconds.bare.push(await timed(() => insertBare(store, reports)))
  }
  const ours = rate(seconds.ours)
  const bare = rate(seconds.bare)
  process.stdout.write(
    `${batches} batches of ${batchSize}, entities per second (median batch)\n` +
      `write path  ${ours.toFixed(0)}\nbare insert ${bare.toFixed(0)}\nratio       ${(ours / bare).toFixed(2)}\n` +
      `whole run   ${((batches * batchSize) / sum(seconds.ours)).toFixed(0)}\n`,
  )
}

type Reports = ReturnType<typeof makeReports>

async function submitAll(store: Store, reports: Reports): Promise<void> {
  const submissions = reports.map((report) => ({ principal, report }))
  await submit(store, submissions, { privateAddresses: 'refuse' })
}

async function insertBare(store: Store, reports: Reports): Promise<void> {
  await store.transaction(async (tx) => {
    await tx.query(insert, [JSON.stringify(reports)])
  })
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1_000
}

function rate(seconds: readonly number[]): number {
  const median = seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? Number.NaN
  return batchSize / median
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
