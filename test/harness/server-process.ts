import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The real server in a process of its own. */
export type ServerProcess = AsyncDisposable & {
  /** Resolves to the address it listens on; rejects when it ends before. */
  readonly url: Promise<string>
  readonly pid: number | undefined
  /** What it wrote so far. */
  readonly stdout: () => string
  readonly stderr: () => string
  /** Resolves to the exit code when it ends, whatever ended it. */
  readonly exited: Promise<number | null>
  /** Ends it as a power switch would; resolves when it is gone. */
  readonly kill: () => Promise<void>
  /** Asks it to end; resolves to the exit code. */
  readonly stop: () => Promise<number | null>
}

const defaults = {
  PORT: '0',
  LOG_LEVEL: 'error',
  RATE_LIMITS: 'off',
  // A test that starts it sixty times need not compile it sixty times.
  NODE_COMPILE_CACHE: join(tmpdir(), 'windvane-compile-cache'),
}

/** Starts the server on a free port; `settings` are environment variables. */
export function startServerProcess(
  settings: Readonly<Record<string, string>>,
  entry: 'all' | 'api' | 'worker' = 'all',
): ServerProcess {
  const file = join(import.meta.dirname, '../../apps/server/src', `${entry}.ts`)
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, ...defaults, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'close').then(() => child.exitCode)
  const url = Promise.withResolvers<string>()
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    const found = /listens on (http:\S+)\n/.exec(stdout)
    if (found?.[1] !== undefined) url.resolve(found[1])
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  void exited.then(() => url.reject(new Error(`The server ended before it listened: ${stderr}`)))
  // Whoever kills it while it starts does not wait for the address.
  url.promise.catch(() => {})
  function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    child.kill(signal)
    return exited
  }
  return {
    url: url.promise,
    pid: child.pid,
    stdout: () => stdout,
    stderr: () => stderr,
    exited,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => void (await end('SIGKILL')),
  }
}
