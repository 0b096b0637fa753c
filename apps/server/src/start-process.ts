import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
// Node loads the module of a type that is marked inside the braces.
import type { PartName } from './run-process.ts'

const compiledCode = join(import.meta.dirname, '../../../node_modules/.cache/windvane/compiled')

/** Runs parts of the server in this process. What Node compiles is kept for the next start. */
export async function startProcess(parts: readonly PartName[]): Promise<void> {
  // Without effect where that folder cannot be written.
  enableCompileCache(compiledCode)
  // Only what is imported after that call is kept.
  const { runProcess } = await import('./run-process.ts')
  await runProcess(parts)
}
