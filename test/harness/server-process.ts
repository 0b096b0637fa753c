import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../../apps/server/src/all.ts', import.meta.url))

/** The real server in a process of its own. */
export type ServerProcess = AsyncDisposable & {
  /** Resolves to the address it listens on; rejects when it ends before. */
  readonly url: Promise<string>
  /** Ends it as a power switch would; resolves when it is gone. */
  readonly kill: () => Promise<void>
  /** Asks it to end; resolves to the exit code. */
  readonly stop: () => Promise<number | null>
}

/** Starts the server on a free port; `settings` are environment variables. */
export function startServerProcess(settings: Readonly<Record<string, string>>): ServerProcess {
  const child = spawn(process.execPath, [entry], {
    env: { ...process.env, PORT: '0', LOG_LEVEL: 'error', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exit = once(child, 'exit')
  const url = Promise.withResolvers<string>()
  let output = ''
  const read = (chunk: Buffer): void => {
    output += chunk.toString()
    const found = /listens on (http:\S+)\n/.exec(output)
    if (found?.[1] !== undefined) url.resolve(found[1])
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  void exit.then(() => url.reject(new Error(`The server ended before it listened: ${output}`)))
  // Whoever kills it while it starts does not wait for the address.
  url.promise.catch(() => {})
  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    child.kill(signal)
    await exit
    return child.exitCode
  }
  return {
    url: url.promise,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: async () => void (await end('SIGKILL')),
  }
}
