import { randomUUID } from 'node:crypto'
import {
  type Aggregation,
  type BucketAggregation,
  type Corpus,
  type Query,
  resolveField,
} from '@windvane/model'
import { expect, it } from 'vitest'
import { submit } from '../entities/submit.ts'
import { toViewer } from '../entity-rows/visible.ts'
import { bucketCases, cases, field, inside } from './aggregation-sample/aggregation-cases.ts'
import { computeAggregations } from './aggregation-sample/compute-aggregations.ts'
import { insertSampleEntities, makeSampleEntities } from './aggregation-sample/sample-entities.ts'
import { openForTests, type Opened } from './test-engine.ts'

const sample = makeSampleEntities()
const visible = sample.filter(({ audience }) => audience === 'public')
const everything: Query = { kind: 'all' }

/** What every search engine must compute over hits, compared with plain code over the same sample. */
export function testAggregations(open: () => Promise<Opened>): void {
  const opened = openForTests(open, async ({ store }) => {
    await insertSampleEntities(store, sample)
  })

  async function aggregate(
    aggs: Readonly<Record<string, Aggregation>>,
    { query = everything, groups = ['public'], corpus = 'entities' }: Asked = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    const { aggregations } = await opened().engine.search(toViewer(groups), {
      corpus,
      query,
      aggs: new Map(Object.entries(aggs)),
      source: { includes: [], excludes: [] },
      sort: [],
      limit: 0,
      offset: 0,
    })
    return aggregations ?? {}
  }

  it.each(Object.entries(cases))('%s', async (name, make) => {
    const aggs = { [name]: make(new Map()) }
    const expected = computeAggregations(new Map(Object.entries(aggs)), visible)
    expect(round(await aggregate(aggs))).toEqual(round(expected))
  })

  it.each(Object.entries(cases))('%s without a hit', async (name, make) => {
    const aggs = { [name]: make(inside) }
    const expected = computeAggregations(new Map(Object.entries(aggs)), [])
    expect(round(await aggregate(aggs, { query: { kind: 'none' } }))).toEqual(round(expected))
  })

  it.each(Object.entries(bucketCases))('%s, with aggregations three deep', async (name, make) => {
    const aggs = { [name]: make(inside) }
    const expected = computeAggregations(new Map(Object.entries(aggs)), visible)
    expect(round(await aggregate(aggs))).toEqual(round(expected))
  })

  it('many side by side are answered by one statement', async () => {
    const aggs = Object.fromEntries(
      Object.entries(cases).map(([name, make]) => [name, make(new Map())]),
    )
    const expected = computeAggregations(new Map(Object.entries(aggs)), visible)
    expect(round(await aggregate(aggs))).toEqual(round(expected))
  })

  it('terms without rows are shown when asked for, but never those of hidden rows', async () => {
    const country = { ...terms, field: field('attributes.country'), minDocCount: 0 }
    const types = { ...terms, field: field('type'), aggs: new Map([['country', country]]) }
    const { all } = await aggregate({ all: types }, { query: isChile })
    const buckets = toBuckets(all)
    expect(buckets.length).toBeGreaterThan(1)
    for (const bucket of buckets) {
      const keys = toBuckets(bucket['country']).map(({ key, doc_count }) => [key, doc_count])
      expect(keys).toEqual([
        ['Chile', bucket['doc_count']],
        ...['Zambia', 'chile', 'Österreich', 'ähnlich', '中国', '𝔘topia'].map((key) => [key, 0]),
      ])
    }
  })

  it('terms without rows keep to the size', async () => {
    const country = { ...terms, field: field('attributes.country'), size: 3, minDocCount: 0 }
    const { all } = await aggregate({ all: country }, { query: isChile })
    expect(toBuckets(all).map(({ key }) => key)).toEqual(['Chile', 'Zambia', 'chile'])
  })

  it('shows of visibleBy the groups of the reader alone', async () => {
    const groups = { ...terms, field: field('visibleBy'), minDocCount: 0 }
    const keys = async (own: string[]) =>
      toBuckets((await aggregate({ all: groups }, { groups: own }))['all']).map(({ key }) => key)
    expect(await keys(['public'])).toEqual(['public'])
    expect(await keys(['public', 'secret'])).toEqual(['public', 'secret'])
    expect(await keys(['umbra'])).toEqual([])
  })

  it('counts records of history, and shows of their groups those of the reader', async () => {
    const principal = { userId: randomUUID(), alias: 'a', roles: ['reporter'] as const }
    const report = { type: 'domain', attributes: { domain: 'history.example' } }
    for (const [index, groups] of [['acme', 'public', 'umbra'], ['umbra']].entries()) {
      const submission = {
        principal: { ...principal, groups: groups },
        report: { ...report, reputation: index, visibleBy: groups },
      }
      await submit(opened().store, [submission], { privateAddresses: 'refuse' })
    }
    const visibleBy = resolveField('visibleBy', 'history')
    const reputation = resolveField('reputation', 'history')
    const aggs: Readonly<Record<string, Aggregation>> = {
      groups: { ...terms, ...(visibleBy && { field: visibleBy }), minDocCount: 0 },
      sum: { kind: 'sum', ...(reputation && { field: reputation }) },
      hits: { kind: 'top_hits', size: 3, sort: [], source: onlyGroups },
    }
    const asked = async (own: string[]) => {
      const reply = await aggregate(aggs, { corpus: 'history', groups: own })
      return {
        ...reply,
        groups: toBuckets(reply['groups']).map(({ key, doc_count }) => [key, doc_count]),
      }
    }
    expect(await asked(['public', 'acme'])).toMatchObject({
      groups: [
        ['acme', 1],
        ['public', 1],
      ],
      sum: { value: 0 },
      hits: { hits: { hits: [{ _index: 'history', _source: { visibleBy: ['acme', 'public'] } }] } },
    })
    expect(await asked(['umbra'])).toMatchObject({
      groups: [['umbra', 2]],
      sum: { value: 1 },
      hits: { hits: { total: { value: 2 } } },
    })
  })

  it('10,000 buckets are a reply, one more is refused', async () => {
    const [first, last] = [64_500, 64_500 + 11 * 11]
    const histogram = (interval: number): Aggregation => ({
      kind: 'histogram',
      field: field('attributes.asn'),
      interval,
      offset: first,
      minDocCount: 0,
      aggs: new Map(),
    })
    const query = isOneOf('attributes.asn', [first, last])
    const { all } = await aggregate({ all: histogram((last - first) / 9_999) }, { query })
    expect(toBuckets(all)).toHaveLength(10_000)
    for (const interval of [(last - first) / 10_000, 1e-9, 1e-10, 1e-300]) {
      await expect(aggregate({ all: histogram(interval) }, { query })).rejects.toThrow(tooMany)
    }
  })

  it('buckets inside buckets count together', async () => {
    const inside = new Map([['days', hourly(0)]])
    const aggs = { types: { ...terms, field: field('type'), aggs: inside } }
    await expect(aggregate(aggs)).rejects.toThrow(tooMany)
    expect(toBuckets((await aggregate({ all: hourly(1) }))['all']).length).toBeGreaterThan(100)
  })

  it('computes with the largest numbers and the oddest dates that a report may hold', async () => {
    const odd = sample.filter(({ type }) => type === 'domain').slice(0, 6)
    const values = [1.7e308, -1.7e308, 1.7e308]
    const dates = [
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59.9-15:59',
      '2020-01-01T00:00:00+23:59',
    ]
    const rows = odd.map((row, index) => ({
      ...row,
      audience: 'odd',
      attributes: {
        [row.type]: 'odd',
        latitude: values[index % 3] ?? 0,
        datetime: dates[index % 3] ?? '',
      },
    }))
    await insertSampleEntities(opened().store, rows)
    const latitude = field('attributes.latitude')
    const reply = await aggregate(
      {
        stats: { kind: 'extended_stats', field: latitude, sigma: 2 },
        percentiles: { kind: 'percentiles', field: latitude, percents: [1, 50] },
        histogram: {
          kind: 'histogram',
          field: latitude,
          interval: 1,
          offset: 0,
          minDocCount: 1,
          aggs: new Map(),
        },
        dates: { ...terms, field: field('attributes.datetime') },
      },
      { groups: ['odd'] },
    )
    expect(reply['stats']).toMatchObject({ count: 6, min: -1.7e308, max: 1.7e308 })
    expect(toBuckets(reply['dates'])).toMatchObject([
      { key_as_string: '+010000-01-01T15:58:59.900Z', doc_count: 2 },
    ])
    const fine: Aggregation = {
      kind: 'histogram',
      field: latitude,
      interval: 1,
      offset: 0,
      minDocCount: 0,
      aggs: new Map(),
    }
    const query = isOneOf('attributes.latitude', [1.7e308])
    await expect(aggregate({ fine }, { groups: ['odd'], query })).rejects.toThrow(tooMany)
  })
}

const onlyGroups = { includes: [['visibleBy']], excludes: [] }

type Asked = {
  readonly query?: Query
  readonly groups?: string[]
  readonly corpus?: Corpus
}

const isChile = isOneOf('attributes.country.keyword', ['Chile'])
const terms = { kind: 'terms', size: 10, minDocCount: 1, aggs: new Map() } as const
const tooMany = 'aggregations would make more than 10000 buckets'

type DateHistogram = Extract<BucketAggregation, { readonly kind: 'date_histogram' }>

function hourly(minDocCount: number): DateHistogram {
  return {
    kind: 'date_histogram',
    field: field('lastSeen'),
    interval: { calendar: 'hour' },
    minDocCount,
    aggs: new Map(),
  }
}

function toBuckets(aggregation: unknown): readonly Readonly<Record<string, unknown>>[] {
  // The shape of contract.md 4.2, which the cases above compare in full.
  return (aggregation as { readonly buckets: readonly Readonly<Record<string, unknown>>[] }).buckets
}

function isOneOf(name: string, values: readonly (string | number)[]): Query {
  return { kind: 'values', field: field(name), values, isCaseInsensitive: false }
}

/** Sums in another order differ in their last digits. */
function round(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, each: unknown) =>
    typeof each === 'number' && !Number.isInteger(each) ? Number(each.toPrecision(9)) : each,
  )
}
