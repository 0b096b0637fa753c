import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

import { PGlite } from '@electric-sql/pglite'

import { draftPrefix, removeAbandonedDrafts } from './draft-folder.ts'
import { migrateSession } from './migrate-session.ts'
import { Session } from './session.ts'
import { templateFolder } from './template.ts'

/** Makes a migrated, empty database in a folder beside the target, then moves it into place. */
async function makeTemplate(target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  await removeAbandonedDrafts(dirname(target))
  const draft = await mkdtemp(draftPrefix(target))
  try {
    await makeDatabase(draft)
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // Another process was quicker.
    if (!existsSync(target)) throw error
  }
}

async function makeDatabase(folder: string): Promise<void> {
  const db = await PGlite.create({ dataDir: folder })
  await db.close()
  const session = await Session.open(folder, () => {})
  await migrateSession(session)
  await session.query({ text: 'VACUUM (FREEZE, ANALYZE)' })
  await session.close()
}

const target = process.argv[2] ?? (await templateFolder())
if (!existsSync(target)) await makeTemplate(target)
