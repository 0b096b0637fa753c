import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** A daemon of a test on a port of 127.0.0.1; it ends with its scope. */
export type TestDaemon = AsyncDisposable & { readonly port: number }

/** How a daemon is run. */
export type DaemonOptions = {
  readonly command: string
  /** Written into the daemon's folder, where it runs. */
  readonly files: Readonly<Record<string, string>>
  readonly args: readonly string[]
}

/** Whether a program is installed. */
export function isInstalled(command: string): boolean {
  return spawnSync('which', [command]).status === 0
}

/** Starts a daemon on a free port and waits until it accepts connections. */
export async function startDaemon(
  describe: (place: { readonly port: number; readonly folder: string }) => DaemonOptions,
): Promise<TestDaemon> {
  const port = await findFreePort()
  const folder = mkdtempSync(join(tmpdir(), 'windvane-daemon-'))
  const { command, files, args } = describe({ port, folder })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  // Some read their input and end with it: the pipe stays open.
  const child = spawn(command, args, { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] })
  const said: string[] = []
  child.stderr.on('data', (chunk) => said.push(String(chunk)))
  await waitForPort(port, child, said)
  return {
    port,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on TCP has an AddressInfo.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const startMs = 10_000
const pollMs = 20

async function waitForPort(
  port: number,
  child: ChildProcess,
  said: readonly string[],
): Promise<void> {
  for (let waited = 0; waited < startMs; waited += pollMs) {
    if (child.exitCode !== null) throw new Error(`The daemon ended: ${said.join('')}`)
    const socket = connect(port, '127.0.0.1')
    const isOpen = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (isOpen) return
    await delay(pollMs)
  }
  child.kill('SIGKILL')
  throw new Error(`The daemon does not listen: ${said.join('')}`)
}
