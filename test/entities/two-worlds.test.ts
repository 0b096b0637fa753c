import { entityId } from '@windvane/model'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { buildFeeds } from '../harness/build-feeds.ts'
import { type Harness, type HarnessReply, startHarness } from '../harness/start-harness.ts'
import { type LiveReader, openLive } from '../live/live-reader.ts'
import { type Client, createClient } from './client.ts'

/**
 * Non-interference: two servers hear the same visible reports, and the second also hears reports, on
 * the same values, that the readers may not see, and that some of the others are for `secret` too.
 * Nothing either server says may differ.
 */
type World = {
  readonly server: Harness
  readonly hasSecrets: boolean
  readonly clients: ReadonlyMap<string, Client>
  /** What each reader hears live. */
  readonly feeds: ReadonlyMap<string, LiveReader>
}

const groupsOf = {
  public: ['public'],
  member: ['public', 'a'],
  both: ['a', 'b', 'public'],
  stranger: ['public', 'secret'],
  insider: ['a', 'public', 'secret'],
} as const

type Account = keyof typeof groupsOf

/** Who asks. None of them is in `secret`, for which `stranger` and `insider` report. */
const readers = ['public', 'member', 'both'] as const satisfies readonly Account[]

const values = [0, 1, 2, 3]

const action = fc.record({
  kind: fc.constantFrom('report', 'report', 'report', 'comment'),
  by: fc.constantFrom<Account>('public', 'member', 'both', 'stranger', 'insider', 'stranger'),
  value: fc.constantFrom(...values),
  child: fc.option(fc.constantFrom(...values), { nil: undefined }),
  mode: fc.constantFrom('aggregation', 'association'),
  reputation: fc.integer({ min: -3, max: 3 }),
  tag: fc.constantFrom('red', 'green', 'blue'),
  text: fc.constantFrom('one', 'two', undefined),
  audience: fc.nat({ max: 6 }),
})

type Action = typeof action extends fc.Arbitrary<infer T> ? T : never

let worldA: World
let worldB: World

beforeAll(async () => {
  worldA = await createWorld(false)
  worldB = await createWorld(true)
})

afterAll(async () => {
  for (const { feeds } of [worldA, worldB]) {
    for (const feed of feeds.values()) await feed[Symbol.asyncDispose]()
  }
  await worldA.server[Symbol.asyncDispose]()
  await worldB.server[Symbol.asyncDispose]()
})

let runs = 0

it('readers learn nothing of reports they may not see', { timeout: 240_000 }, async () => {
  const scenario = fc.array(action, { minLength: 4, maxLength: 14 })
  const property = fc.asyncProperty(scenario, async (actions) => {
    runs += 1
    const visible = actions.filter((each) => !isHidden(each))
    const [first, second] = [
      await tell(worldA, visible, `r${runs}`),
      await tell(worldB, actions, `r${runs}`),
    ]
    expect(second).toBe(first)
  })
  await fc.assert(property, { numRuns: 12, endOnFailure: true })
})

async function createWorld(hasSecrets: boolean): Promise<World> {
  const server = await startHarness({ worker: true })
  const clients = new Map<string, Client>()
  for (const [name, groups] of Object.entries(groupsOf)) {
    clients.set(name, await createClient(server, ['user', 'reporter', 'trusted'], groups))
  }
  const feeds = new Map<string, LiveReader>()
  for (const name of readers) {
    const keys = await server.keys(['user'], groupsOf[name])
    feeds.set(name, await openLive(server, { keys }))
  }
  return { server, hasSecrets, clients, feeds }
}

/** A comment for `public` too would need an entity that is public in both worlds. */
function isHidden(each: Action): boolean {
  return isSecretive(each) && (each.kind === 'comment' || each.audience % 3 > 0)
}

function isSecretive({ by }: Action): boolean {
  return by === 'stranger' || by === 'insider'
}

/** Everything a run makes the readers hear, without what differs by nature. */
async function tell(world: World, actions: readonly Action[], run: string): Promise<string> {
  const heard: string[] = []
  for (const each of actions) {
    const reply = await perform(world, each, run)
    if (!isSecretive(each)) heard.push(toText(reply))
  }
  for (const reader of readers) {
    const client = getClient(world, reader)
    for (const path of values.flatMap((value) => readPaths(run, value))) {
      heard.push(path, toText(await client.get(path)))
    }
    for (const path of ['entities', 'entities/history']) {
      for (const body of advancedBodies(run)) {
        const query = `/api/search/v1/${path}/advanced?limit=1000&explain=1`
        const reply = await client.post(query, body)
        expect([200, 204], reply.text).toContain(reply.status)
        heard.push(toText(reply))
      }
      const body = { query: `${run}-1.example.com` }
      heard.push(toText(await client.post(`/api/search/v1/${path}/simple?explain=1`, body)))
    }
    for (const path of countPaths) heard.push(path, toText(await client.get(path)))
    for (const query of [`${run}-1.example.com`, `red`, `${run}-2.example.com one`]) {
      const path = '/api/search/v1/entities/simple?limit=1000'
      heard.push(query, toText(await client.post(path, { query })))
      heard.push(toText(await client.post('/api/search/v1/entities/export?limit=2', { query })))
    }
    const pasted = values.map((value) => `${run}-${value}[.]example.com`)
    heard.push(toText(await client.post('/api/search/v1/entities/lookup', { values: pasted })))
  }
  heard.push(...(await listen(world, run)))
  heard.push(...(await readFeeds(world.server)))
  return rank(heard.join('\n'))
}

/** What each reader was told live since the last run, up to a report that closes this one. */
async function listen(world: World, run: string): Promise<readonly string[]> {
  const domain = `${run}-end.example.com`
  await getClient(world, 'public').report({ type: 'domain', attributes: { domain } })
  const heard: string[] = []
  for (const feed of world.feeds.values()) {
    await vi.waitFor(() => expect(JSON.stringify(feed.frames)).toContain(domain), {
      timeout: 10_000,
    })
    heard.push(JSON.stringify(feed.frames))
    feed.forget()
  }
  return heard
}

/** Feeds hold what earlier runs left, too, which is the same in both worlds. */
async function readFeeds(server: Harness): Promise<readonly string[]> {
  await buildFeeds(server)
  const heard = [toText(await server.request('/api/feeds/v1/list'))]
  for (const level of ['level1', 'level2']) {
    const path = `/api/feeds/v1/download/list/${level}/accumulative/domain`
    heard.push(toText(await server.request(path, { headers: { accept: 'text/plain' } })))
    const query = `level=${level}&type=accumulative&name=domain`
    heard.push(toText(await server.request(`/api/feeds/v1/download/checksum?${query}`)))
  }
  return heard
}

function getClient(world: World, name: string): Client {
  const client = world.clients.get(name)
  if (client === undefined) throw new Error(`No client is named ${name}`)
  return client
}

async function perform(world: World, each: Action, run: string): Promise<HarnessReply> {
  const client = getClient(world, each.by)
  const visibleBy = isSecretive(each) ? chooseSecret(world, each) : chooseGroups(each)
  if (each.kind === 'comment') {
    const entityID = idOf(run, each.value)
    return client.post('/api/ingest/v1/comment', { entityID, comment: each.tag, visibleBy })
  }
  const { child, mode, reputation } = each
  const associations =
    child === undefined || child === each.value
      ? []
      : [{ type: 'domain', attributes: { domain: `${run}-${child}.example.com` }, mode }]
  const attributes = { domain: `${run}-${each.value}.example.com`, text: each.text }
  const tags = [each.tag, each.by]
  return client.report({ type: 'domain', attributes, reputation, tags, visibleBy, associations })
}

function chooseSecret({ hasSecrets }: World, each: Action): readonly string[] {
  if (isHidden(each)) return ['secret']
  return hasSecrets ? ['public', 'secret'] : ['public']
}

function chooseGroups({ by, audience }: Action): readonly string[] {
  const groups = groupsOf[by]
  const chosen = groups.filter((_, index) => ((audience + 1) >> index) & 1)
  return chosen.length > 0 ? chosen : groups
}

const countPaths = [
  '/api/analytics/v1/overview?days=2',
  '/api/analytics/v1/recent?malicious_only=false&limit=20',
  '/api/analytics/v1/attribution?malicious_only=false',
]

function readPaths(run: string, value: number): readonly string[] {
  const id = idOf(run, value)
  return [
    `/api/search/v1/entity/${id}`,
    `/api/search/v1/entity/${id}/relations`,
    `/api/search/v1/entity/${id}/relations?limit=1&sort=reputation`,
    `/api/search/v1/comments/${id}`,
    `/api/analytics/v1/entity/${id}/details?explain=1`,
    `/api/analytics/v1/entity/${id}/relations?levels=3`,
  ]
}

/** What could tell of hidden reports: keys without rows, figures, scores, groups, the nearest words. */
function advancedBodies(run: string): readonly unknown[] {
  const domain = { prefix: { 'attributes.domain.keyword': `${run}-` } }
  const terms = (field: string) => ({ terms: { field, min_doc_count: 0 } })
  return [
    {
      query: { must: [domain], should: [{ match: { 'attributes.text': 'one two' } }] },
      aggs: {
        tags: { ...terms('tags'), aggs: { mean: { avg: { field: 'reputation' } } } },
        groups: terms('visibleBy'),
        spread: { extended_stats: { field: 'reputation' } },
        kinds: { filters: { filters: { red: { term: { tags: 'red' } } } } },
        hits: { top_hits: { size: 10 } },
      },
    },
    { query: { must: [{ fuzzy: { 'attributes.text': 'on' } }, domain] } },
    { query: { must: [domain], must_not: [{ exists: { field: 'visibleBy' } }] } },
  ]
}

function idOf(run: string, value: number): string {
  return entityId('domain', `${run}-${value}.example.com`)
}

function toText(reply: HarnessReply): string {
  return `${reply.status} ${reply.headers.get('x-error')} ${reply.text}`
}

/** Ids and times become their rank, so that one that only a hidden report could have made shows. */
function rank(text: string): string {
  const times = [...new Set(text.match(timePattern))].sort()
  const ids: string[] = [...new Set(text.match(uuidPattern))]
  return text
    .replace(timePattern, (time) => `time ${times.indexOf(time)}`)
    .replace(uuidPattern, (id) => `uuid ${ids.indexOf(id)}`)
    .replaceAll(/tester-\d+/g, 'tester')
}

const timePattern = /\d{4}-\d\d-\d\dT[\d:.]+Z/g
const uuidPattern = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g
