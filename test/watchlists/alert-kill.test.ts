import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createTestDatabase } from '../../apps/server/src/store/test-database.ts'
import { type ServerProcess, startServerProcess } from '../harness/server-process.ts'
import { waitAtRandom } from '../harness/wait-at-random.ts'
import { startReceiver } from '../scans/receiver.ts'
import { type AlertMessage, toAlert, watchlists } from './watch-client.ts'

const kills = 5
const onPostgres = (process.env['TEST_DATABASE_URL'] ?? '') !== ''

describe('alerts of a server that is killed again and again', () => {
  it('are raised exactly once for each acknowledged report, and all are sent', async () => {
    await using receiver = await startReceiver()
    const settings = await prepare()
    const keys = await readKeys(settings)
    const ledger = new Ledger(keys)
    await withServer(settings, async (url) => {
      const webhook = { url: receiver.url }
      ledger.watchlist = await ledger.create(url, {
        name: 'all',
        watches: [{ type: 'malware' }],
        webhook,
      })
    })
    for (let kill = 1; kill <= kills; kill += 1) {
      await using server = startServerProcess(settings)
      const url = await server.url
      const reporters = Array.from({ length: 2 }, () => ledger.report(url))
      const enough = ledger.acknowledged.size + 3
      await vi.waitFor(() => expect(ledger.acknowledged.size).toBeGreaterThan(enough), {
        timeout: 20_000,
        interval: 5,
      })
      await waitAtRandom(200)
      await server.kill()
      await Promise.all(reporters)
    }
    await withServer(settings, (url) => compare(ledger, url, receiver.messages))
  }, 300_000)

  it.runIf(onPostgres)(
    'and are raised once by many processes on one database',
    async () => {
      await using receiver = await startReceiver()
      const settings = await prepare()
      const ledger = new Ledger(await readKeys(settings))
      await using first = startServerProcess(settings, 'api')
      await using second = startServerProcess(settings, 'api')
      await using worker = startServerProcess(settings, 'worker')
      await using other = startServerProcess(settings, 'worker')
      expect([worker.pid, other.pid].every((pid) => pid !== undefined)).toBe(true)
      const urls = [await first.url, await second.url]
      const webhook = { url: receiver.url }
      const watches = [{ type: 'malware', events: ['created', 'seen'] }]
      ledger.watchlist = await ledger.create(urls[0] ?? '', { name: 'all', watches, webhook })
      const names = Array.from({ length: 12 }, (_, index) => `shared-${index}`)
      // Each is reported by both at once, twice.
      await Promise.all(
        names.flatMap((name) => [...urls, ...urls].map((url) => ledger.reportOne(url, name))),
      )
      await vi.waitFor(() => expect(receiver.messages).toHaveLength(24), {
        timeout: 60_000,
        interval: 200,
      })
      const told = receiver.messages.map((message) => describeAlert(toAlert(message)))
      expect(told.toSorted()).toEqual(
        names.flatMap((name) => [`created ${name}`, `seen ${name}`]).toSorted(),
      )
    },
    120_000,
  )
})

type Reply = { readonly status: number; readonly json: unknown }

type Keys = Readonly<Record<'api-key' | 'api-secret', string>>

/** What was reported, and what of it was acknowledged. */
class Ledger {
  readonly acknowledged = new Set<string>()
  readonly reported = new Set<string>()
  watchlist = ''
  readonly #keys: Keys
  #count = 0

  constructor(keys: Keys) {
    this.#keys = keys
  }

  /** Reports ever new entities until the server is gone; no more than are soon delivered. */
  async report(url: string): Promise<void> {
    while (await this.reportOne(url, `worm-${(this.#count += 1)}`)) await setTimeout(20)
  }

  async reportOne(url: string, name: string): Promise<boolean> {
    this.reported.add(name)
    const body = { type: 'malware', attributes: { malware: name } }
    const reply = await this.send(`${url}/api/ingest/v1/entity`, body)
    if (reply === undefined) return false
    requireStatus(reply, 202)
    this.acknowledged.add(name)
    return true
  }

  async create(url: string, body: unknown): Promise<string> {
    const reply = await this.send(`${url}${watchlists}`, body)
    return (requireStatus(reply, 200) as { readonly id: string }).id
  }

  async alerts(url: string): Promise<readonly AlertMessage[]> {
    const all: AlertMessage[] = []
    for (let page = 1; ; page += 1) {
      const path = `${watchlists}/${this.watchlist}/alerts?limit=500&page=${page}`
      const reply = await this.send(`${url}${path}`)
      const listed = requireStatus(reply, 200) as { readonly results: readonly AlertMessage[] }
      const { results } = listed
      all.push(...results)
      if (results.length < 500) return all
    }
  }

  /** `undefined` when the connection broke before the reply was whole. */
  async send(url: string, body?: unknown): Promise<Reply | undefined> {
    try {
      const response = await fetch(url, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { ...this.#keys, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const json: unknown = await response.json()
      return { status: response.status, json }
    } catch {
      return undefined
    }
  }
}

function requireStatus(reply: Reply | undefined, status: number): unknown {
  if (reply?.status === status) return reply.json
  throw new Error(`Unexpected reply: ${JSON.stringify(reply)}`)
}

function describeAlert({ event, entity }: AlertMessage): string {
  return `${event} ${String(entity?.attributes['malware'])}`
}

async function compare(
  ledger: Ledger,
  url: string,
  messages: readonly { readonly path: string; readonly headers: object; readonly body: string }[],
): Promise<void> {
  const alerts = await ledger.alerts(url)
  const names = alerts.map(({ entity }) => String(entity?.attributes['malware']))
  expect(new Set(names).size, 'no alert twice').toBe(names.length)
  expect([...ledger.acknowledged].filter((name) => !names.includes(name))).toEqual([])
  expect(names.filter((name) => !ledger.reported.has(name))).toEqual([])
  expect(names.length).toBeGreaterThan(kills)
  const idsOf = () => new Set(messages.map(({ body }) => (JSON.parse(body) as AlertMessage).id))
  await vi.waitFor(() => expect(idsOf()).toEqual(new Set(alerts.map(({ id }) => id))), {
    timeout: 120_000,
    interval: 200,
  })
}

async function prepare(): Promise<Readonly<Record<string, string>>> {
  const folder = await mkdtemp(join(tmpdir(), 'windvane-alert-kill-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const database = onPostgres ? await createTestDatabase() : undefined
  onTestFinished(() => database?.[Symbol.asyncDispose]())
  const config = database?.config
  return {
    DATA_DIR: folder,
    DATABASE_URL: config?.kind === 'postgres' ? config.url : '',
    SCAN_PRIVATE: 'on',
    ALERTS_PER_HOUR: '1000000',
  }
}

async function readKeys(settings: Readonly<Record<string, string>>): Promise<Keys> {
  await withServer(settings, () => Promise.resolve())
  const text = await readFile(join(settings['DATA_DIR'] ?? '', 'admin-key.json'), 'utf8')
  const { apiKey, apiSecret } = JSON.parse(text) as { apiKey: string; apiSecret: string }
  return { 'api-key': apiKey, 'api-secret': apiSecret }
}

async function withServer(
  settings: Readonly<Record<string, string>>,
  use: (url: string) => Promise<void>,
): Promise<void> {
  await using server: ServerProcess = startServerProcess(settings)
  await use(await server.url)
  expect(await server.stop()).toBe(0)
}
