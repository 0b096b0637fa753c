import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it, onTestFinished, vi } from 'vitest'

import { type Keys, Ledger } from './harness/kill-loop-ledger.ts'
import { type ServerProcess, startServerProcess } from './harness/server-process.ts'
import { waitAtRandom } from './harness/wait-at-random.ts'

/** So many as reliability.md F1 was measured with; fewer for a quick look. */
const kills = Number(process.env['KILLS'] ?? '60')
/** Every fifth falls into the start, into recovery above all. */
const killsPerStartKill = 5
const longestLifeMs = 900

it(`loses nothing acknowledged and finishes every scan over ${kills} kills`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'windvane-kill-loop-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const target = await startTarget()
  onTestFinished(() => void target.close())
  const settings = toSettings(folder, target)
  const ledger = new Ledger(await readKeys(settings))

  for (let kill = 1; kill <= kills; kill += 1) {
    await using server = startServerProcess(settings)
    if (kill % killsPerStartKill === 0) await waitAtRandom(1_500)
    else await useUntilKilled(ledger, server)
    await server.kill()
  }

  await using server = startServerProcess(settings)
  const url = await server.url
  expect(ledger.scans.size).toBeGreaterThan(0)
  expect(ledger.reports.filter(({ isAcknowledged }) => isAcknowledged).length).toBeGreaterThan(
    kills,
  )
  expect(await ledger.findLost(url)).toEqual([])
  await vi.waitFor(async () => expect(await ledger.findUnfinished(url)).toEqual([]), {
    timeout: 90_000,
    interval: 500,
  })
  expect(await server.stop()).toBe(0)
}, 900_000)

function toSettings(folder: string, target: Server): Readonly<Record<string, string>> {
  const address = target.address()
  if (address === null || typeof address === 'string') throw new TypeError('not listening on TCP')
  return {
    DATA_DIR: folder,
    DATABASE_URL: '',
    RATE_LIMITS: 'off',
    SCAN_PRIVATE: 'on',
    SCAN_PORTS: String(address.port),
    SCANS_PER_HOUR: '100000',
    SCANS_PER_DAY: '100000',
    SCANS_OPEN: '100000',
  }
}

/** A host with one open port, under every address of 127.0.0.0/8. */
async function startTarget(): Promise<Server> {
  const server = createServer((_request, response) => response.end('hello'))
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  return server
}

/** Kills first starts, then starts once in good order: there is a key pair that works. */
async function readKeys(settings: Readonly<Record<string, string>>): Promise<Keys> {
  for (let kill = 1; kill <= Math.ceil(kills / killsPerStartKill); kill += 1) {
    await using server = startServerProcess(settings)
    await waitAtRandom(1_500)
    await server.kill()
  }
  await using server = startServerProcess(settings)
  await server.url
  expect(await server.stop()).toBe(0)
  const file = join(settings['DATA_DIR'] ?? '', 'admin-key.json')
  const { apiKey, apiSecret } = JSON.parse(await readFile(file, 'utf8'))
  return { 'api-key': apiKey, 'api-secret': apiSecret }
}

async function useUntilKilled(ledger: Ledger, server: ServerProcess): Promise<void> {
  const url = await server.url
  const users = [ledger.report(url), ledger.report(url), ledger.scan(url)]
  await waitAtRandom(longestLifeMs)
  await server.kill()
  await Promise.all(users)
}
