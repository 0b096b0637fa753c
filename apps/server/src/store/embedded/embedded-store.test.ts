import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { describe, expect, it } from 'vitest'

import { openStore } from '../open-store.ts'
import { testStore } from '../store.contract.ts'
import { createTestDatabase, type TestDatabase } from '../test-database.ts'
import { openTestStore } from '../test-store.ts'

describe('Embedded store', () => {
  testStore(async () => openTestStore(await createTestDatabase('')))

  it('comes back by itself when the database engine crashes', async () => {
    await using store = await openTestStore(await createTestDatabase(''))
    await store.query({ text: 'CREATE TABLE notes (id integer PRIMARY KEY)' })
    const overflow = store.query({ text: `SELECT repeat('[', 1000000)::jsonb` })
    await expect(overflow).rejects.toMatchObject({ code: 'unavailable', retryAfterSeconds: 1 })
    await store.query({ text: 'INSERT INTO notes VALUES (1)' })
    expect(await store.query({ text: 'SELECT id FROM notes' })).toEqual([{ id: 1 }])
  })

  it('keeps everything across a close and a new start', async () => {
    await using database = await createTestDatabase('')
    {
      await using store = await openStore(database.config)
      await store.query({ text: 'CREATE TABLE notes (id integer PRIMARY KEY)' })
      await store.query({ text: 'INSERT INTO notes SELECT generate_series(1, 1000)' })
    }
    await using store = await openStore(database.config)
    const rows = await store.query({ text: 'SELECT count(*)::integer AS count FROM notes' })
    expect(rows).toEqual([{ count: 1000 }])
  })

  it('starts after a kill in the moment when PostgreSQL had made its lock file but not written it', async () => {
    await using database = await createTestDatabase('')
    const { config } = database
    if (config.kind !== 'embedded') throw new TypeError('not an embedded store')
    {
      await using _store = await openStore(config)
    }
    await writeFile(join(config.folder, 'database/postmaster.pid'), '')
    await using store = await openStore(config)
    expect(await store.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }])
  })

  it('refuses a second process and names the first', async () => {
    await using database = await createTestDatabase('')
    await using _store = await openStore(database.config)
    using second = startWriter(database)
    const [line] = await second.lines.next().then(({ value }) => [value])
    expect(JSON.parse(String(line))).toEqual({ code: 'folder_locked', pid: process.pid })
    await once(second.process, 'exit')
  })

  it('refuses a second store in this process', async () => {
    await using database = await createTestDatabase('')
    await using _store = await openStore(database.config)
    await expect(openStore(database.config)).rejects.toMatchObject({ code: 'folder_locked' })
  })

  it('loses nothing that was acknowledged and keeps no half of it when the process is killed', async () => {
    await using database = await createTestDatabase('')
    const acknowledged: number[] = []
    for (const kill of [1, 20, 75]) {
      using writer = startWriter(database)
      for (let count = 0; count < kill; count += 1) {
        const { value } = await writer.lines.next()
        acknowledged.push(Number(value))
      }
      writer.process.kill('SIGKILL')
      await once(writer.process, 'exit')
    }
    await using store = await openStore(database.config)
    const kept = await store.query<{ readonly id: number }>({ text: 'SELECT id FROM notes' })
    const others = await store.query<{ readonly id: number }>({ text: 'SELECT id FROM others' })
    const ids = new Set(kept.map(({ id }) => id))
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([])
    expect(new Set(others.map(({ id }) => id))).toEqual(ids)
  })
})

/** Writes one number after another in transactions of two rows; prints each when it is committed. */
const writerProgram = `
  import { openStore } from ${JSON.stringify(new URL('../open-store.ts', import.meta.url).href)}
  try {
    const store = await openStore(JSON.parse(process.argv[1]))
    await store.query({ text: 'CREATE TABLE IF NOT EXISTS notes (id serial)' })
    await store.query({ text: 'CREATE TABLE IF NOT EXISTS others (id integer)' })
    for (;;) {
      const id = await store.transaction(async (tx) => {
        const [row] = await tx.query({ text: 'INSERT INTO notes DEFAULT VALUES RETURNING id' })
        await tx.query({ name: 'other', text: 'INSERT INTO others VALUES ($1)' }, [row.id])
        return row.id
      })
      console.log(id)
    }
  } catch (error) {
    console.log(JSON.stringify({ code: error.code, pid: error.pid }))
  }`

type Writer = Disposable & {
  readonly process: ChildProcess
  readonly lines: AsyncIterator<string>
}

function startWriter(database: TestDatabase): Writer {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', writerProgram, JSON.stringify(database.config)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  return {
    process: child,
    lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}
