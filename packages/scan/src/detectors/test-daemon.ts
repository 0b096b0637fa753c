import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { detectService } from '../service/detect-service.ts'
import { type DetectedService } from '../service/service-port.ts'
import { serve, toTestTarget } from '../service/test-target.ts'

/** A daemon of this machine that a test has started; ends with it. */
export type TestDaemon = AsyncDisposable & { readonly port: number }

/** Writes what the daemon needs into its folder and returns its arguments. */
export type PrepareDaemon = (folder: string, port: number) => readonly string[]

/** Starts a daemon in the foreground, with its files in a folder of its own, and waits until it listens. */
export async function startDaemon(
  name: string,
  prepare: PrepareDaemon,
  findPort: () => Promise<number> = freePort,
): Promise<TestDaemon> {
  const folder = mkdtempSync(join(tmpdir(), `windvane-${name}-`))
  const port = await findPort()
  const child = spawn(findProgram(name) ?? name, prepare(folder, port), {
    cwd: folder,
    stdio: 'ignore',
  })
  const daemon = {
    port,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      if (child.exitCode === null && child.signalCode === null && child.kill()) await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
  const isUp = await becomesReachable(port, () => child.exitCode === null)
  if (isUp) return daemon
  await daemon[Symbol.asyncDispose]()
  throw new Error(`Cannot start ${name}: it does not listen on port ${port}`)
}

/** Whether a program is installed. */
export function hasProgram(name: string): boolean {
  return findProgram(name) !== undefined
}

/** What a program says of its own version. */
export function versionOf(
  name: string,
  args: readonly string[],
  pattern: RegExp,
): string | undefined {
  const { stdout, stderr } = spawnSync(findProgram(name) ?? name, args, { encoding: 'utf8' })
  return pattern.exec(stdout + stderr)?.[1]
}

/** Examines a port of this machine as a scan does. */
export function examine(port: number): Promise<DetectedService> {
  return detectService(toTestTarget(port, { serverName: 'host.example' }))
}

/** A port of this machine that is free now. */
export async function freePort(): Promise<number> {
  await using server = await serve(() => undefined)
  return server.port
}

/** A free port to which somebody might have moved a service: 11080, 21080 … for 1080. */
export async function freePortLike(usual: number): Promise<number> {
  for (let port = usual + 10_000; port < 65_536; port += 10_000) {
    if (!(await isReachable(port))) return port
  }
  throw new Error(`Cannot find a free port like ${usual}`)
}

/** Where a program is installed. */
export function findProgram(name: string): string | undefined {
  const folders = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin']
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path))
}

const startMs = 10_000

async function becomesReachable(port: number, isAlive: () => boolean): Promise<boolean> {
  const end = performance.now() + startMs
  while (isAlive() && performance.now() < end) {
    if (await isReachable(port)) return true
    await delay(50)
  }
  return false
}

async function isReachable(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  const isOpen = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return isOpen
}
