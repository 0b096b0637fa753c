import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export type Program = AsyncDisposable & { readonly url: string; readonly child: ChildProcess }

/** Starts a program of this repository and waits until it prints the URL it listens on. */
export async function startProgram(
  file: string,
  variables: Readonly<Record<string, string>> = {},
  words: readonly string[] = [],
): Promise<Program> {
  const child = spawn(process.execPath, [file, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: '/usr/bin:/bin', ...variables },
  })
  const url = await readUrl(child)
  return {
    url,
    child,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Keeps reading afterwards, as a program whose output nobody takes would stop. */
function readUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk) => {
      text += String(chunk)
      const url = /https?:\/\/\S+/.exec(text)?.[0]
      if (url !== undefined) resolve(url)
    })
    child.once('exit', () => reject(new Error(`The program ended before it listened: ${text}`)))
  })
}
