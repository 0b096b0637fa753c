import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Readable } from 'node:stream'

/** A program to run without a shell; words that come from outside must be checked by the caller. */
export type ProgramRun = {
  readonly program: string
  readonly words: readonly string[]
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Told each line of standard output; lines over 64 KiB are cut. */
  readonly onLine: (line: string) => void
}

/** Runs a program to its end and returns its exit code and the start of its standard error. */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  const { program, words, timeoutMs, signal, onLine } = run
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], shell: false })
  const failed = once(child, 'error').then(([error]) => Promise.reject(toError(error)))
  const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null))
  const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  const onStop = () => {
    // The caller has no time left; a program out of time may still end in order.
    child.kill(signal.aborted ? 'SIGKILL' : 'SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), killAfterMs).unref()
  }
  stop.addEventListener('abort', onStop, { once: true })
  if (stop.aborted) onStop()
  try {
    const [stderr, exitCode] = await Promise.race([
      Promise.all([readStart(child.stderr), ended, readLines(child.stdout, onLine)]),
      failed,
    ])
    return { exitCode, stderr, isCutOff: stop.aborted }
  } finally {
    stop.removeEventListener('abort', onStop)
  }
}

/** How a program ended; `isCutOff` when it was ended by time or by the caller. */
export type ProgramEnd = {
  readonly exitCode: number | null
  readonly stderr: string
  readonly isCutOff: boolean
}

/** The path of a program that is installed, looked for as a shell would. */
export function findProgram(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

// masscan has been seen to hang in its receive thread and to ignore SIGTERM.
const killAfterMs = 2000
const lineLimit = 65_536
const keptCharacters = 2000

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function readStart(stream: Readable): Promise<string> {
  let text = ''
  for await (const chunk of stream) {
    if (text.length < keptCharacters) text += String(chunk)
  }
  return text.slice(0, keptCharacters)
}

async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  let rest = ''
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split('\n')
    rest = (lines.pop() ?? '').slice(-lineLimit)
    for (const line of lines) onLine(line.slice(0, lineLimit))
  }
  if (rest !== '') onLine(rest)
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
