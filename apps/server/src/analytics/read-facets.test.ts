import { randomUUID } from 'node:crypto'
import { type Principal } from '@windvane/model'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { registerAudience } from '../entities/register-audience.ts'
import { submit } from '../entities/submit.ts'
import { toViewer, visibleCondition, type Viewer } from '../entity-rows/visible.ts'
import { type Store } from '../store/store.ts'
import { openTestStore } from '../store/test-store.ts'
import { foldFacets } from './fold-facets.ts'
import { readFacets } from './read-facets.ts'

let store: Store

beforeAll(async () => {
  store = await openTestStore()
  await store.transaction((tx) => registerAudience(tx, ['a', 'b']))
  await store.transaction((tx) => registerAudience(tx, ['a', 'b', 'c']))
})
afterAll(() => store[Symbol.asyncDispose]())

const groups = ['public', 'a', 'b', 'c']
const facets = ['type', 'reputation', 'accuracy', 'day', 'tag', 'country', 'asn', 'aso']

const readers = [
  ['public'],
  ['public', 'a'],
  ['public', 'a', 'b'],
  ['public', 'a', 'b', 'c'],
  ['public', 'c'],
  ['a'],
  ['a', 'b'],
]

const report = fc.record({
  by: fc.constantFrom('one', 'two', 'three'),
  ip: fc.integer({ min: 1, max: 6 }),
  reputation: fc.integer({ min: -3, max: 3 }),
  tags: fc.subarray(['red', 'green', 'blue', '__proto__', '"quoted"\\']),
  country: fc.constantFrom('Chile', 'Peru', undefined),
  asn: fc.constantFrom(64500, 64501, undefined),
  visibleBy: fc.subarray(groups, { minLength: 1 }),
})

const accounts = new Map(['one', 'two', 'three'].map((alias) => [alias, randomUUID()]))

it('what is counted is what the rows of each reader add up to', { timeout: 120_000 }, async () => {
  const scenario = fc.array(report, { minLength: 1, maxLength: 8 })
  const property = fc.asyncProperty(scenario, fc.boolean(), async (reports, isFolded) => {
    for (const each of reports) await send(each)
    if (isFolded) await foldFacets(store)
    await expectSame()
  })
  await fc.assert(property, { numRuns: 12, endOnFailure: true })
})

it('an audience that is registered later is counted too', async () => {
  await store.transaction((tx) => registerAudience(tx, ['b', 'c']))
  await expectSame([...readers, ['public', 'b', 'c'], ['b', 'c']])
})

it('counts what was stored before there were counts', async () => {
  const { text } = await readBackfill()
  await store.query({ text: 'DELETE FROM facet_counts' })
  await store.query({ text: 'DELETE FROM facet_changes' })
  await store.query({ text })
  await expectSame([...readers, ['public', 'b', 'c']])
})

it('keys that no index could hold are not counted', async () => {
  const aso = 'x'.repeat(257)
  await submitAs('one', { type: 'ip', attributes: { ip: '9.8.0.1', aso }, reputation: 0 })
  await submitAs('one', { type: 'ip', attributes: { ip: '9.8.0.2', aso: aso.slice(1) } })
  await foldFacets(store)
  const counted = await read(toViewer(['public']), ['aso'])
  expect(counted).toEqual([{ facet: 'aso', key: aso.slice(1), count: 1, malicious: 0 }])
})

type Report = typeof report extends fc.Arbitrary<infer T> ? T : never

async function send({ by, ip, country, asn, ...about }: Report): Promise<void> {
  const attributes = { ip: `9.7.0.${ip}`, country, asn }
  // A member that is there without a value would be refused.
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined)
  await submitAs(by, { type: 'ip', attributes: Object.fromEntries(given), ...about })
}

async function submitAs(
  alias: string,
  body: Parameters<typeof submit>[1][number]['report'],
): Promise<void> {
  const userId = accounts.get(alias) ?? ''
  const principal: Principal = { userId, alias, roles: ['reporter'], groups }
  await submit(store, [{ principal, report: { visibleBy: ['public'], ...body } }], {
    privateAddresses: 'refuse',
  })
}

async function expectSame(of: readonly (readonly string[])[] = readers): Promise<void> {
  for (const own of of) {
    const viewer = toViewer(own)
    expect(await read(viewer, facets), own.join()).toEqual(await countRows(viewer))
  }
}

function read(viewer: Viewer, wanted: readonly string[]) {
  const request = { whole: wanted, largest: [], size: 0, maliciousOnly: false }
  return readFacets(store, viewer, request)
}

/** The slow way: every row that the viewer sees. */
async function countRows(viewer: Viewer): Promise<readonly unknown[]> {
  const text = `SELECT facet, key, count(*)::int AS count,
      (count(*) FILTER (WHERE e.reputation < 0))::int AS malicious
    FROM entities e, LATERAL (
      SELECT 'type' AS facet, e.type AS key UNION ALL SELECT 'reputation', e.reputation::text
      UNION ALL SELECT 'accuracy', e.accuracy::text
      UNION ALL SELECT 'day', to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')
      UNION ALL SELECT 'tag', unnest(e.tags)
      UNION ALL SELECT n, e.attributes ->> n FROM unnest('{country,asn,aso}'::text[]) AS n) AS f
    WHERE ${visibleCondition(viewer)} AND key IS NOT NULL
    GROUP BY facet, key ORDER BY count DESC, key COLLATE "C", facet`
  return store.query({ text }, [viewer.audiences])
}

async function readBackfill(): Promise<{ readonly text: string }> {
  const { backfill } = await import('../store/migrations/0004-analytics.ts')
  return { text: backfill }
}
