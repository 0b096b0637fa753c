import { expect, it } from 'vitest'

import { type Store } from '../store.ts'
import { createTestDatabase } from '../test-database.ts'
import { openTestStore } from '../test-store.ts'
import { maintain } from './maintenance.ts'

it('maintain() clears dead rows and cuts the journal', async () => {
  await using store = await openTestStore(await createTestDatabase(''))
  await store.query({ text: 'CREATE TABLE notes (id integer, note text)' })
  await store.query({
    text: `INSERT INTO notes SELECT n, repeat('x', 5000) FROM generate_series(1, 20000) n`,
  })
  await store.query({ text: `UPDATE notes SET note = repeat(id::text, 400)` })
  expect(await countDeadRows(store)).toBe(20_000)
  await store.query({
    text: `SELECT pg_logical_emit_message(true, 'test', repeat('x', 1000000)) FROM generate_series(1, 70)`,
  })
  const before = await readCheckpoint(store)
  const end = await maintain(store, undefined)
  expect(await countDeadRows(store)).toBe(0)
  const after = await readCheckpoint(store)
  expect(after).not.toBe(before)
  await maintain(store, end)
  expect(await readCheckpoint(store)).toBe(after)
})

it('maintain() clears the pieces of long values of which there were few', async () => {
  await using store = await openTestStore(await createTestDatabase(''))
  await store.query({ text: 'CREATE TABLE notes (id integer, note bytea)' })
  await store.query({ text: 'ALTER TABLE notes ALTER note SET STORAGE EXTERNAL' })
  const fill = `INSERT INTO notes SELECT n, decode(repeat('00', 100000), 'hex') FROM generate_series(1, 40) n`
  await store.query({ text: fill })
  await store.query({ text: 'DELETE FROM notes' })
  expect(await countDeadRows(store)).toBe(40)
  await maintain(store, undefined)
  expect(await countDeadRows(store)).toBe(0)
})

async function countDeadRows(store: Store): Promise<number> {
  // The counts of the last second are otherwise still with the session that made them.
  await store.query({ text: 'SELECT pg_stat_force_next_flush()' })
  const [row] = await store.query<{ readonly dead: number }>({
    text: `SELECT n_dead_tup::integer AS dead FROM pg_stat_user_tables WHERE relname = 'notes'`,
  })
  return row?.dead ?? Number.NaN
}

async function readCheckpoint(store: Store): Promise<string | undefined> {
  const [row] = await store.query<{ readonly lsn: string }>({
    text: 'SELECT redo_lsn::text AS lsn FROM pg_control_checkpoint()',
  })
  return row?.lsn
}
