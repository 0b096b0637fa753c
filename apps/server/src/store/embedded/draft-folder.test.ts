import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, it } from 'vitest'
import { draftPrefix, removeAbandonedDrafts } from './draft-folder.ts'

it('removeAbandonedDrafts() removes what killed processes left, and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'windvane-drafts-'))
  const living = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const dead = spawn(process.execPath, ['-e', ''])
  await once(dead, 'exit')
  const kept = [`template-1.draft-${living.pid}-abc123`, 'template-1', 'notes.draft-x']
  const left = [
    `template-0.draft-${dead.pid}-abc123`,
    `${basename(draftPrefix('template-1'))}abc123`,
  ]
  for (const name of [...kept, ...left])
    await mkdir(join(folder, name, 'base'), { recursive: true })
  await removeAbandonedDrafts(folder)
  expect((await readdir(folder)).toSorted()).toEqual(kept.toSorted())
  living.kill()
  await rm(folder, { recursive: true })
})
