import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { root } from '../source/read-imports.ts'

export type ProgramResult = {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs a program of the checkout to its end, in an environment of its own. */
export async function runProgram(
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<ProgramResult> {
  const child = startProgram(words, variables)
  const [out, err, [code]] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    // 'exit' carries (code, signal)
    once(child, 'exit') as Promise<[number | null]>,
  ])
  return { code, out, err }
}

/** Starts a program of the checkout with its output piped. */
export function startProgram(
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawn(process.execPath, [...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', ...variables },
  })
}
