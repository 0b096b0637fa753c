import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { type ServerProcess, startServerProcess } from './harness/server-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'windvane-start-'))
const dataDir = join(folder, 'data')
let server: ServerProcess

beforeAll(async () => {
  // One port, so that the scan of the banner is short.
  server = startServerProcess({ DATA_DIR: dataDir, SCAN_PORTS: '1' })
  await server.url
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

it('keeps the data folder to its owner', () => {
  expect(statSync(dataDir).mode & 0o777).toBe(0o700)
})

it('the first start prints commands that scan this machine and search, and they work', async () => {
  const [whoami, scan, search] = readCommands(server.stdout())
  expect(await runCommand(whoami)).toMatchObject({ status: 200, body: { userAlias: 'admin' } })
  expect(await runCommand(scan)).toMatchObject({ status: 202, body: { id: expect.any(String) } })
  await expect
    .poll(async () => (await runCommand(search)).body, { timeout: 20_000 })
    .toMatchObject({ results: [{ type: 'ip', attributes: { ip: '127.0.0.1' } }] })
})

it('where private targets are refused the printed scan names no host that there is', async () => {
  await using wary = startServerProcess({ DATA_DIR: join(folder, 'wary'), SCAN_PRIVATE: 'off' })
  await wary.url
  const [, scan] = readCommands(wary.stdout())
  expect(scan).toContain('host.invalid')
})

it('goes on when nobody reads its output', async () => {
  const port = await findFreePort()
  const entry = join(import.meta.dirname, '../apps/server/src/all.ts')
  const child = spawn(process.execPath, [entry], {
    env: { PATH: process.env['PATH'], DATA_DIR: join(folder, 'pipe'), PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  child.stdout.destroy()
  child.stderr.destroy()
  await expect.poll(() => askHealth(port), { timeout: 20_000 }).toBe(200)
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new TypeError('not listening on TCP')
  return address.port
}

async function askHealth(port: number): Promise<number | undefined> {
  return fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ status }) => status,
    () => undefined,
  )
}

function readCommands(banner: string): readonly string[] {
  return [...banner.matchAll(/^ {2}(curl .*)$/gm)].map(([, command = '']) => command)
}

/** As a person does who copies the line. */
async function runCommand(command: string | undefined) {
  const { stdout } = await promisify(execFile)('sh', ['-c', `${command} -s -w '\\n%{http_code}'`])
  const [status, ...lines] = stdout.split('\n').toReversed()
  const text = lines.toReversed().join('\n')
  return { status: Number(status), body: text === '' ? undefined : JSON.parse(text) }
}
