import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export type Program = AsyncDisposable & { readonly url: string; readonly child: ChildProcess }

/** Starts a program of this repository and waits until it prints the URL it listens on. */
export async function startProgram(
  file: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const child = spawn(process.execPath, [file], {
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

async function readUrl(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    const url = /https?:\/\/\S+/.exec(text)?.[0]
    if (url === undefined) continue
    return url
  }
  throw new Error(`The program ended before it listened: ${text}`)
}
