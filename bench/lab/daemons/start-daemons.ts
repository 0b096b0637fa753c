import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type LabDaemon } from './define-daemon.ts'
import { makeLabCertificate } from './lab-certificate.ts'

/** Daemons that run in a network namespace until they are disposed. */
export type RunningDaemons = AsyncDisposable & {
  /** Those that listen on every port they should. */
  readonly running: readonly LabDaemon[]
  /** Those that were installed and did not come up, with the end of what they said. */
  readonly failed: readonly { readonly daemon: LabDaemon; readonly log: string }[]
}

/** Starts the daemons that are installed and waits until they listen. */
export async function startDaemons(
  namespace: string,
  daemons: readonly LabDaemon[],
): Promise<RunningDaemons> {
  const folder = mkdtempSync(join(tmpdir(), 'windvane-daemons-'))
  chmodSync(folder, 0o755)
  const certificate = makeLabCertificate(folder)
  const installed = daemons.filter(({ program }) => isInstalled(program))
  const children = installed.map((daemon) => ({
    daemon,
    ...startOne(namespace, daemon, { ...certificate, folder: makeFolder(folder, daemon.id) }),
  }))
  const deadline = performance.now() + startTimeoutMs
  const states = await Promise.all(
    children.map(async ({ daemon, child, log }) => {
      const isUp = await becomesUp(namespace, daemon, { child, deadline })
      return { daemon, log, isUp }
    }),
  )
  return {
    running: states.filter(({ isUp }) => isUp).map(({ daemon }) => daemon),
    failed: states
      .filter(({ isUp }) => !isUp)
      .map(({ daemon, log }) => ({ daemon, log: readEnd(log) })),
    async [Symbol.asyncDispose]() {
      await endAll(namespace)
      for (const { child } of children) {
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const startTimeoutMs = 30_000

/** Whether a daemon of the lab is installed here. */
export function isInstalled(program: string): boolean {
  try {
    accessSync(program, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function makeFolder(parent: string, name: string): string {
  const folder = join(parent, name)
  mkdirSync(folder)
  chmodSync(folder, 0o755)
  return folder
}

function startOne(
  namespace: string,
  daemon: LabDaemon,
  place: { readonly folder: string; readonly chainFile: string; readonly keyFile: string },
): { readonly child: ChildProcess; readonly log: string } {
  const { words, user } = daemon.prepare(place)
  const drop = user ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--init-groups'] : []
  const log = `${place.folder}.log`
  const output = openSync(log, 'w')
  const child = spawn('ip', ['netns', 'exec', namespace, ...drop, daemon.program, ...words], {
    cwd: place.folder,
    stdio: ['ignore', output, output],
    // Daemons that end their own process group must not end ours.
    detached: true,
  })
  return { child, log }
}

async function becomesUp(
  namespace: string,
  { expected }: LabDaemon,
  { child, deadline }: { readonly child: ChildProcess; readonly deadline: number },
): Promise<boolean> {
  while (performance.now() < deadline && child.exitCode === null) {
    const listening = listListening(namespace)
    const isUp = expected.every(({ port, transport = 'tcp' }) => {
      return listening.has(`${transport} ${port}`)
    })
    if (isUp) return true
    await sleep(200)
  }
  return false
}

function listListening(namespace: string): ReadonlySet<string> {
  const words = ['netns', 'exec', namespace, 'ss', '-ltunH']
  const text = execFileSync('ip', words, { encoding: 'utf8' })
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/))
  return new Set(lines.map(([kind, , , , local = '']) => `${kind} ${local.split(':').at(-1)}`))
}

/** Daemons fork: whatever still runs in the namespace ends. */
async function endAll(namespace: string): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const { stdout } = spawnSync('ip', ['netns', 'pids', namespace], { encoding: 'utf8' })
    const pids = stdout.split('\n').filter((line) => line !== '')
    for (const pid of pids) spawnSync('kill', [`-${signal.slice(3)}`, pid])
    if (pids.length === 0) return
    await sleep(signal === 'SIGTERM' ? 1000 : 100)
  }
}

function readEnd(file: string): string {
  return spawnSync('tail', ['-c', '600', file], { encoding: 'utf8' }).stdout
}
