import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A real Redis on one address and port, or `undefined` where none is installed. */
export async function startRedis(
  address: string,
  port: number,
): Promise<AsyncDisposable | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'windvane-redis-'))
  const options = ['--save', '', '--protected-mode', 'no', '--dir', folder]
  const child = spawn('redis-server', ['--bind', address, '--port', String(port), ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const gone = once(child, 'exit').catch(() => undefined)
  const isReady = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false))
    child.once('exit', () => resolve(false))
    let output = ''
    child.stdout.on('data', (bytes: Buffer) => {
      output += bytes.toString()
      if (output.includes('Ready to accept connections')) resolve(true)
    })
  })
  if (!isReady) {
    await remove()
    return undefined
  }
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await gone
      await remove()
    },
  }
}
