import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startServerProcess } from './harness/server-process.ts'
import { waitAtRandom } from './harness/wait-at-random.ts'

const kills = 6
const entitiesPerRound = 400

/** Builds follow one another, so that most kills fall into one. */
const settings = { DATABASE_URL: '', FEEDS_INTERVAL: '1s', SCAN_PRIVATE: 'off' }

it(`serves whole feeds of one build after each of ${kills} kills`, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'windvane-feeds-kill-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  let reported = 0
  let served = 0
  for (let kill = 0; kill <= kills; kill += 1) {
    await using server = startServerProcess({ ...settings, DATA_DIR: folder })
    const url = await server.url
    if (kill > 0) {
      const lines = await readWholeFeeds(url)
      // A feed is never behind what was served before the kill, nor in the middle of a round.
      expect(lines).toBeGreaterThanOrEqual(served)
      expect(lines % entitiesPerRound).toBe(0)
      served = lines
    }
    await report(url, folder, reported)
    reported += entitiesPerRound
    if (kill === 0) {
      await expect.poll(() => readWholeFeeds(url), { timeout: 60_000 }).toBe(reported)
      served = reported
    }
    await waitAtRandom(2_500)
    await server.kill()
  }
  await using server = startServerProcess({ ...settings, DATA_DIR: folder })
  const url = await server.url
  await expect.poll(() => readWholeFeeds(url), { timeout: 60_000 }).toBe(reported)
}, 300_000)

/** One request, so that a round is in the database whole or not at all. */
async function report(url: string, folder: string, from: number): Promise<void> {
  const { apiKey, apiSecret } = JSON.parse(await readFile(join(folder, 'admin-key.json'), 'utf8'))
  const names = Array.from(
    { length: entitiesPerRound },
    (_, index) => `host-${from + index}.example`,
  )
  const [domain, ...others] = names
  const response = await fetch(`${url}/api/ingest/v1/entity`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'api-key': apiKey, 'api-secret': apiSecret },
    body: JSON.stringify({
      type: 'domain',
      attributes: { domain },
      reputation: -3,
      associations: others.map((name) => ({
        type: 'domain',
        attributes: { domain: name },
        reputation: -3,
      })),
    }),
  })
  expect(response.status, await response.text()).toBe(202)
}

/** Every feed fits its checksum; gives how many lines the list of domains has. */
async function readWholeFeeds(url: string): Promise<number> {
  const feeds = `${url}/api/feeds/v1/download`
  const sums = await (await fetch(`${feeds}/checksum`)).text()
  for (const line of sums.split('\n').filter((line) => line !== '')) {
    const [md5, path] = line.split('  ')
    const reply = await fetch(`${feeds}/list/${path}`)
    const bytes = Buffer.from(await reply.arrayBuffer())
    const found = createHash('md5').update(bytes).digest('hex')
    // A build may have ended in between; then the file has its own checksum as its tag.
    if (found !== md5) expect(reply.headers.get('etag')).toBe(`"${found}"`)
    expect(Number(reply.headers.get('content-length'))).toBe(bytes.length)
  }
  const list = await fetch(`${feeds}/list/level1/accumulative/domain`, {
    headers: { accept: 'text/plain' },
  })
  return (await list.text()).split('\n').length - 1
}
