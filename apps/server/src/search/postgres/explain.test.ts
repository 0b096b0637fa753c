import { type Corpus, type Query } from '@windvane/model'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toViewer } from '../../entity-rows/visible.ts'
import { sessionSettings } from '../../store/pg/session-settings.ts'
import { type Queryable, type Statement, type Store } from '../../store/store.ts'
import { createTestDatabase, type TestDatabase } from '../../store/test-database.ts'
import { openTestStore } from '../../store/test-store.ts'
import {
  bool,
  exists,
  field,
  insensitive,
  pattern,
  phrase,
  prefix,
  range,
  values,
  whole,
  wildcard,
} from '../query-sample/build-query.ts'
import { fillTables } from '../query-sample/fill-tables.ts'
import { createPostgresSearchEngine } from './postgres-search-engine.ts'

const serverUrl = process.env['TEST_DATABASE_URL']

/** The indexes that find the rows of each query, by the plans that the store's sessions take. */
describe.runIf(serverUrl)('searches of 200,000 rows on PostgreSQL', () => {
  let database: TestDatabase
  let store: Store
  let client: Client

  beforeAll(async () => {
    database = await createTestDatabase(serverUrl)
    store = await openTestStore(database)
    await fillTables(store, 200_000)
    const connectionString = database.config.kind === 'postgres' ? database.config.url : ''
    const options = sessionSettings.map((setting) => `-c ${setting}`).join(' ')
    client = new Client({ connectionString, options })
    await client.connect()
  }, 120_000)

  afterAll(async () => {
    await client.end()
    await store[Symbol.asyncDispose]()
  })

  async function plan(run: (spied: Queryable) => Promise<unknown>): Promise<readonly PlanNode[]> {
    const texts: string[] = []
    await run({
      query: async <Row>(statement: Statement<Row>, asked: readonly unknown[] = []) => {
        texts.push(statement.text)
        return store.query(statement, asked)
      },
    })
    const nodes: PlanNode[] = []
    for (const text of texts) nodes.push(...(await explain(text)))
    return nodes
  }

  /** The plan for whatever values. */
  async function explain(text: string): Promise<readonly PlanNode[]> {
    await client.query(`PREPARE asked AS ${text}`)
    const count = Math.max(0, ...Array.from(text.matchAll(/\$(\d+)/g), ([, mark]) => Number(mark)))
    const nothing = Array.from({ length: count }, () => 'NULL').join(', ')
    const execute = count === 0 ? 'asked' : `asked (${nothing})`
    const { rows } = await client.query<{ readonly 'QUERY PLAN': readonly { Plan: PlanNode }[] }>(
      `EXPLAIN (FORMAT JSON) EXECUTE ${execute}`,
    )
    await client.query('DEALLOCATE asked')
    return rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan }) => listNodes(Plan)))
  }

  function search(query: Query, corpus: Corpus) {
    const source = { includes: [], excludes: [] }
    const page = { limit: 10, offset: 0, sort: [] }
    const request = { corpus, query, aggs: new Map(), source, ...page }
    return plan((spied) => createPostgresSearchEngine(spied).search(toViewer(['public']), request))
  }

  it.each(entityCases)('entities: %s', async (_title, query, indexes) => {
    const nodes = await search(query, 'entities')
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan')
    expect(asked(nodes)).toEqual(expect.arrayContaining([...indexes]))
  })

  it.each(historyCases)('history: %s', async (_title, query, indexes) => {
    const nodes = await search(query, 'history')
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan')
    expect(asked(nodes)).toEqual(expect.arrayContaining([...indexes]))
  })

  it('a simple search of history', async () => {
    const nodes = await plan((spied) =>
      createPostgresSearchEngine(spied).simpleHistory(toViewer(['public']), {
        values: ['11.0.0.9'],
        address: '11.0.0.9',
        tokens: ['11.0.0.9'],
        minimumAccuracy: 0,
        minimumReputation: -3,
        limit: 10,
        offset: 0,
      }),
    )
    expect(nodes.map((node) => node['Node Type'])).not.toContain('Seq Scan')
    expect(asked(nodes)).toEqual(
      expect.arrayContaining(['history_terms', 'history_attribute_cidr']),
    )
  })
})

type PlanNode = {
  readonly 'Node Type': string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: readonly PlanNode[]
}

function listNodes(node: PlanNode): readonly PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(listNodes)]
}

/** The indexes that are asked for a part of their entries. */
function asked(nodes: readonly PlanNode[]): readonly string[] {
  return nodes.flatMap((node) =>
    node['Index Cond'] === undefined ? [] : (node['Index Name'] ?? []),
  )
}

type Case = readonly [title: string, query: Query, indexes: readonly string[]]

const entityCases: readonly Case[] = [
  ['a word', values('attributes.aso', '7'), ['entities_terms']],
  ['a whole text', whole('attributes.aso', 'network 7'), ['entities_terms']],
  [
    'a whole text in any case',
    insensitive(whole('attributes.aso', 'Network 7')),
    ['entities_terms', 'search_terms_pkey', 'search_terms_folded'],
  ],
  ['a type', values('type', 'ip'), ['entities_terms']],
  ['a tag', values('tags', 'campaign-7'), ['entities_terms']],
  ['ids', { kind: 'ids', ids: ['ip-1'] }, ['entities_pkey']],
  ['an attribute that exists', exists('attributes.country'), ['entities_terms']],
  ['an address', values('attributes.ip', '11.0.0.9'), ['entities_terms']],
  ['a network', values('attributes.ip', '11.0.0.0/24'), ['entities_attribute_ip']],
  [
    'networks and addresses',
    values('attributes.ip', ['11.0.0.0/24', '11.0.1.0/24', '11.0.2.9']),
    ['entities_attribute_ip', 'entities_terms'],
  ],
  [
    'a range of addresses',
    range('attributes.ip', { gte: '11.0.0.9', lt: '11.0.0.99' }),
    ['entities_attribute_ip'],
  ],
  [
    'networks that hold an address',
    values('attributes.cidr', '11.0.0.9'),
    ['entities_attribute_cidr'],
  ],
  ['a number', values('attributes.asn', 7), ['entities_attribute_asn']],
  ['a range of numbers', range('attributes.asn', { gte: 7, lt: 8 }), ['entities_attribute_asn']],
  [
    'a range of fractions',
    range('attributes.latitude', { gte: 7, lt: 8 }),
    ['entities_attribute_latitude'],
  ],
  [
    'a day',
    range('attributes.breach-date', { gte: '2024-01-01T00:00:00.000Z' }),
    ['entities_terms'],
  ],
  ['a reputation', values('reputation', -3), ['entities_reputation']],
  ['a range of reputations', range('reputation', { lte: -3 }), ['entities_reputation']],
  ['a time', range('@timestamp', { gte: '2024-01-01T00:00:00.000Z' }), ['entities_updated_at']],
  [
    'a time of creation',
    range('createdAt', { gte: '2024-01-01T00:00:00.000Z' }),
    ['entities_created_at'],
  ],
  [
    'a prefix that few words have',
    pattern('attributes.ip', prefix('11.0.0.1')),
    ['search_terms_pkey', 'entities_terms'],
  ],
  [
    'a prefix that many words have',
    pattern('attributes.ip', prefix('11.')),
    ['search_terms_pkey', 'entities_terms'],
  ],
  [
    'a prefix in any case',
    insensitive(pattern('attributes.aso.keyword', prefix('Network 77'))),
    ['search_terms_pkey', 'search_terms_folded', 'entities_terms'],
  ],
  [
    'wildcards',
    pattern('attributes.aso.keyword', wildcard('any', { literal: '77' })),
    ['search_terms_pkey', 'entities_terms'],
  ],
  [
    'a regular expression',
    pattern('attributes.ip', { kind: 'regexp', source: '11\\.0\\.0\\..' }),
    ['search_terms_pkey', 'entities_terms'],
  ],
  [
    'a range of words',
    range('attributes.aso', { gte: '77', lt: '78' }),
    ['search_terms_pkey', 'entities_terms'],
  ],
  ['a phrase', phrase('attributes.aso', 'network 7'), ['entities_terms']],
  ['a phrase with slop', phrase('attributes.aso', '7 network', 2), ['entities_terms']],
  [
    'a phrase with the begin of a word',
    { ...phrase('attributes.aso', 'network 77'), isPrefix: true },
    ['search_terms_pkey', 'entities_terms'],
  ],
  [
    'one of several fields',
    bool({
      should: [values('attributes.aso', '7'), values('attributes.asn', 7)],
      minimumShould: 1,
    }),
    ['entities_terms', 'entities_attribute_asn'],
  ],
  [
    'two of three',
    bool({
      should: [values('tags', '7'), values('attributes.aso', '7'), values('type', 'url')],
      minimumShould: 2,
    }),
    ['entities_terms'],
  ],
  ['all', { kind: 'all' }, []],
]

const historyCases: readonly Case[] = [
  ['a word of a record', values('attributes.aso', '7'), ['history_terms']],
  ['a network', values('attributes.ip', '11.0.0.0/24'), ['history_terms']],
  ['a number', values('attributes.asn', 7), ['history_terms']],
  ['a reporter', values('userID', '00000000-0000-4000-8000-000000000007'), ['history_terms']],
  ['records of an entity', values('entityID', 'ip-1'), ['history_entity']],
  [
    'ids of records',
    { kind: 'ids', ids: ['00000000-0000-4000-8000-000000000007'] },
    ['history_pkey'],
  ],
  [
    'a time of a record',
    {
      ...range('@timestamp', { gte: '2024-01-01T00:00:00.000Z' }),
      field: field('@timestamp', 'history'),
    } as Query,
    ['history_at'],
  ],
]
