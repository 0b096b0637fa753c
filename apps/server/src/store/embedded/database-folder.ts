import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

import { copyFolder, syncPath } from './copy-folder.ts'
import { makeTemplate, prepareTemplate } from './template.ts'

/** Makes sure that the folder holds a database: copies the template at the first start. */
export async function prepareDatabaseFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return
  const draft = `${folder}.draft`
  await rm(draft, { recursive: true, force: true })
  await fillFolder(draft)
  await rename(draft, folder)
  await syncPath(dirname(folder))
}

/** Where the program may not write beside itself, the template is made beside the draft instead. */
async function fillFolder(draft: string): Promise<void> {
  const ownTemplate = `${draft}.template`
  const template = await prepareTemplate().catch(() => makeTemplate(ownTemplate))
  await mkdir(draft, { mode: 0o700 })
  await copyFolder(template, draft)
  await rm(ownTemplate, { recursive: true, force: true })
}
