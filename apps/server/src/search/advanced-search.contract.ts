import { randomUUID } from 'node:crypto'
import {
  type EntityReport,
  type HistoryRecord,
  type Principal,
  type Query,
  type Scalar,
} from '@windvane/model'
import { beforeAll, describe, expect, it } from 'vitest'
import { submit } from '../entities/submit.ts'
import { toViewer } from '../entity-rows/visible.ts'
import {
  bool,
  exists,
  field,
  fuzzy,
  pattern,
  phrase,
  prefix,
  range,
  values,
  whole,
} from './query-sample/build-query.ts'
import { clauses } from './query-sample/clause-cases.ts'
import { nameOf, reports } from './query-sample/reports.ts'
import { type PagedRequest, type SearchResult } from './search-engine.ts'
import { openForTests, type Opened } from './test-engine.ts'

/** What every search engine must answer to each kind of query, over reports of the write path. */
export function testAdvancedSearch(open: () => Promise<Opened>): void {
  const opened = openForTests(open, async () => {
    for (const report of reports) await put(report)
  })

  async function put(report: EntityReport, groups = ['public']): Promise<void> {
    const principal: Principal = {
      userId: reporter,
      alias: 'reporter',
      roles: ['reporter'],
      groups,
    }
    await submit(opened().store, [{ principal, report }], { privateAddresses: 'refuse' })
  }

  function search(query: Query, change: Partial<PagedRequest> = {}, groups = ['public']) {
    return opened().engine.search(toViewer(groups), { ...request(query), ...change })
  }

  async function names(query: Query, change: Partial<PagedRequest> = {}, groups = ['public']) {
    return namesOf(await search(query, change, groups))
  }

  async function found(query: Query): Promise<readonly string[]> {
    const result = await search(query)
    expect(result.total).toBe(result.hits.length)
    const records = await names(query, { corpus: 'history' })
    expect(records.toSorted(), 'the same in history').toEqual(namesOf(result).toSorted())
    return namesOf(result).toSorted()
  }

  describe('one clause', () => {
    it.each(clauses)('%s', async (_title, query, expected) => {
      expect(await found(query)).toEqual(expected.toSorted())
    })
  })

  describe('a tree of clauses', () => {
    it('asks for must and filter, refuses must_not', async () => {
      const query = bool({
        must: [values('type', 'ip')],
        filter: [values('attributes.country', 'states')],
        mustNot: [values('tags', 'scanner')],
      })
      expect(await found(query)).toEqual(['9.9.9.9'])
    })

    it.each([
      [0, 3],
      [1, 3],
      [2, 2],
      [3, 1],
      [4, 0],
    ])('asks for %i of should', async (minimumShould, total) => {
      const should = [values('type', 'ip'), values('tags', 'scanner'), values('tags', 'exit')]
      const query = bool({ filter: [values('type', 'ip')], should, minimumShould })
      expect((await search(query)).total).toBe(total)
    })

    it('counts where some of should are without a value', async () => {
      const should = [range('attributes.asn', { gte: 1 }), exists('tags'), values('type', 'cidr')]
      expect(await found(bool({ should, minimumShould: 2 }))).toEqual(['8.8.8.8', '9.9.9.9'])
      const mustNot = [range('attributes.asn', { gte: 1 })]
      expect(await found(bool({ must: [values('type', 'ip')], mustNot }))).toEqual(['2001:db8::7'])
    })
  })

  describe('the order', () => {
    it('puts the shorter field first, more words before fewer, the whole text before a word', async () => {
      const words = ['lazarus', 'group'].map((word) => values('attributes.threat', word))
      expect(await names(bool({ should: words, minimumShould: 1 }))).toEqual([
        'lazarus group',
        'the lazarus group of north korea',
        'lazarus',
      ])
      const text = [values('attributes.threat', 'lazarus'), whole('attributes.threat', 'lazarus')]
      const [first] = await names({ kind: 'best', queries: text, tieBreaker: 0.1 })
      expect(first).toBe('lazarus')
    })

    it('follows boosts, and adds what only should match', async () => {
      const boosted = (name: string, boost: number): Query => ({
        kind: 'boost',
        query: values('attributes.value', name),
        boost,
      })
      const should = [boosted('8.8.8.8', 1), boosted('9.9.9.9', 5)]
      expect(await names(bool({ must: [values('type', 'ip')], should }))).toEqual([
        '9.9.9.9',
        '8.8.8.8',
        '2001:db8::7',
      ])
    })

    it('puts the newest first where scores are equal', async () => {
      expect(await names({ kind: 'all' }, { limit: 3 })).toEqual(
        reports.slice(-3).map(nameOf).toReversed(),
      )
    })

    it.each(['asc', 'desc'] as const)('by a field, %s, the missing last', async (order) => {
      const sort = [{ field: field('attributes.asn'), order }]
      const sorted = await names(values('type', 'ip'), { sort })
      const present = ['8.8.8.8', '9.9.9.9']
      expect(sorted).toEqual([...(order === 'asc' ? present : present.toReversed()), '2001:db8::7'])
    })

    it('by several fields', async () => {
      const sort = (['reputation', 'attributes.value'] as const).map((name, place) => ({
        field: field(name),
        order: place === 0 ? ('asc' as const) : ('desc' as const),
      }))
      expect(await names(values('type', 'threat'), { sort })).toEqual([
        'lazarus',
        'the lazarus group of north korea',
        'lazarus group',
      ])
    })
  })

  describe('pages', () => {
    it.each(sorts)('go on after the last hit: %s', async (_title, sort) => {
      const all = await names({ kind: 'all' }, { sort, limit: 100 })
      const seen: string[] = []
      let searchAfter: readonly (Scalar | null)[] | undefined
      for (;;) {
        const page = await search(
          { kind: 'all' },
          { sort, limit: 3, ...(searchAfter && { searchAfter }) },
        )
        expect(page.total).toBe(reports.length)
        if (page.hits.length === 0) break
        seen.push(...namesOf(page))
        searchAfter = page.hits.at(-1)?.sort
      }
      expect(seen).toEqual(all)
    })

    it('go on by score', async () => {
      const words = ['lazarus', 'group'].map((word) => values('attributes.threat', word))
      const query = bool({ should: words, minimumShould: 1 })
      const [first] = (await search(query, { limit: 1 })).hits
      const rest = await names(query, { searchAfter: first?.sort ?? [] })
      expect(rest).toEqual(['the lazarus group of north korea', 'lazarus'])
      const searchAfter = first?.sort.slice(0, 2) ?? []
      expect(await names(query, { searchAfter })).toEqual(rest)
    })

    it('pass over what ties with the values when they come without an id', async () => {
      const sort = [{ field: field('reputation'), order: 'asc' as const }]
      const after = await search({ kind: 'all' }, { sort, limit: 100, searchAfter: [-1] })
      expect(after.hits.map(({ record }) => record.reputation).every((each) => each > -1)).toBe(
        true,
      )
    })

    it('refuse values that are not of the sort', async () => {
      const sort = [{ field: field('reputation'), order: 'asc' as const }]
      for (const searchAfter of [[], [1, 'a', 2], ['x'], ['x', 'y']]) {
        await expect(search({ kind: 'all' }, { sort, searchAfter })).rejects.toMatchObject({
          code: 'invalid_request',
        })
      }
    })

    it('may be empty, and count all the same', async () => {
      const none = await search({ kind: 'all' }, { limit: 0 })
      expect(none).toEqual({ total: reports.length, hits: [] })
      expect((await search({ kind: 'all' }, { offset: 1_000 })).total).toBe(reports.length)
    })

    it('have the first hit of each value where they are collapsed', async () => {
      const sort = [{ field: field('attributes.value'), order: 'asc' as const }]
      const change = { collapse: field('type'), sort, limit: 100 }
      const result = await search({ kind: 'all' }, change)
      const types = result.hits.map(({ record }) => record.type)
      expect(new Set(types).size).toBe(types.length)
      expect(new Set(types)).toEqual(new Set(reports.map(({ type }) => type)))
      expect(namesOf(result)).toContain('2001:db8::7')
      expect(result.total).toBe(reports.length)
    })
  })

  it('compares quantities as numbers', async () => {
    for (const size of [9, 10, 1_048_576]) {
      await put({ type: 'size-in-bytes', attributes: { 'size-in-bytes': size } })
    }
    for (const corpus of ['entities', 'history'] as const) {
      const large = range('attributes.size-in-bytes', { gte: 10, lt: 1e7 })
      expect((await names(large, { corpus })).toSorted()).toEqual(['10', '1048576'])
      expect(await names(values('attributes.size-in-bytes', '9.0'), { corpus })).toEqual(['9'])
    }
  })

  it('cuts instants to milliseconds', async () => {
    const datetime = '2022-12-31T23:59:59.999999999Z'
    await put({ type: 'datetime', attributes: { datetime } })
    const end = '2023-01-01T00:00:00.000Z'
    const year = range('attributes.datetime', { gte: '2022-01-01T00:00:00.000Z', lt: end })
    expect(await names(year)).toEqual([datetime.toLowerCase()])
    expect(await names(values('attributes.datetime', datetime))).toEqual([datetime.toLowerCase()])
    expect(
      await names(range('attributes.datetime', { gte: end, lt: '2024-01-01T00:00:00.000Z' })),
    ).toEqual([])
  })

  it('is quick to find a phrase of words that a text has very often', async () => {
    await put({ type: 'text', attributes: { text: 'hither thither '.repeat(4_000) } })
    const words = 'thither hither '.repeat(5).trim()
    expect((await search(phrase('attributes.text', words, 10))).total).toBe(1)
  })

  it('keeps whole as many characters as it finds again', async () => {
    const text = '\u{1f600}'.repeat(200)
    await put({ type: 'text', attributes: { text } })
    for (const query of [
      pattern('attributes.text.keyword', prefix(text.slice(0, 4))),
      whole('attributes.text', text),
    ]) {
      expect((await search(query)).total).toBe(1)
    }
  })

  it('ends a phrase with the first words alone when more would fit, wherever else those stand', async () => {
    for (const threat of ['hopper hopper', 'hopper hoppers']) {
      await put({ type: 'threat', attributes: { threat } })
    }
    const begin = { ...phrase('attributes.threat', 'hopper hopp'), isPrefix: true }
    expect(await names(begin)).toHaveLength(2)
    expect(await names({ ...begin, maxExpansions: 1 })).toEqual(['hopper hopper'])
  })

  describe('what the reader may not see', () => {
    const groups = ['public', 'acme']

    beforeAll(async () => {
      const secret = { type: 'ip', attributes: { ip: '8.8.8.8', aso: 'gooqle secret' } }
      await put({ ...secret, tags: ['covert'], reputation: -3, visibleBy: ['acme'] }, groups)
      for (const letter of 'abcdefg') {
        const value = { type: 'threat', attributes: { threat: `lazaru${letter}` } }
        await put({ ...value, visibleBy: ['acme'] }, groups)
      }
    })

    it('finds nothing, whatever asks for it', async () => {
      const secrets: readonly Query[] = [
        values('tags', 'covert'),
        pattern('attributes.aso', { kind: 'prefix', text: 'gooq' }),
        pattern('attributes.aso', { kind: 'regexp', source: 'gooq.*' }),
        values('visibleBy', 'acme'),
        pattern('visibleBy', { kind: 'prefix', text: 'ac' }),
        pattern('visibleBy', { kind: 'regexp', source: '.*m.*' }),
        range('visibleBy', { gte: 'ab', lt: 'b' }),
      ]
      for (const query of secrets) {
        for (const corpus of ['entities', 'history'] as const) {
          expect(await names(query, { corpus }), JSON.stringify(query)).toEqual([])
          expect(await names(query, { corpus }, groups)).toContain('8.8.8.8')
        }
      }
    })

    it('does not take the place of what they may', async () => {
      const near = { ...fuzzy('lazaruss'), maxExpansions: 1 }
      expect(await names(pattern('attributes.threat', near))).toContain('lazarus')
      const begin = { ...phrase('attributes.threat', 'lazar'), isPrefix: true, maxExpansions: 1 }
      expect(await names(begin)).toContain('lazarus')
    })

    it('names no other group in a record', async () => {
      await put({ ...reported('8.8.4.4'), visibleBy: ['acme', 'public'] }, groups)
      const query = values('attributes.value', '8.8.4.4')
      for (const corpus of ['entities', 'history'] as const) {
        const { hits } = await search(query, { corpus })
        expect(hits.map(({ record }) => record.visibleBy)).toEqual([['public']])
        const own = await search(query, { corpus }, groups)
        expect(own.hits[0]?.record.visibleBy.toSorted()).toEqual(['acme', 'public'])
      }
    })

    it('is overlaid by the view of the reader', async () => {
      const query = values('attributes.ip', '8.8.8.8')
      const own = await search(query, {}, groups)
      expect(own.hits.map(({ record }) => record.tags.includes('covert'))).toEqual([true])
      expect((await search(values('attributes.aso', 'llc'), {}, groups)).total).toBe(0)
    })
  })

  describe('history', () => {
    it('has each report, with who made it', async () => {
      const query = bool({
        filter: [values('userID', reporter), values('attributes.value', '9.9.9.9')],
      })
      const { hits } = await search(query, { corpus: 'history' })
      expect(hits[0]?.record).toMatchObject({ userID: reporter, type: 'ip', reputation: 2 })
      // What history has.
      const { id, entityID } = hits.map(({ record }) => record as HistoryRecord)[0] ?? {
        id: '',
        entityID: '',
      }
      const byId = await names({ kind: 'ids', ids: [id, 'no-uuid'] }, { corpus: 'history' })
      expect(byId).toEqual(['9.9.9.9'])
      const ofEntity = values('entityID', entityID, 'history')
      expect(await names(ofEntity, { corpus: 'history' })).toEqual(['9.9.9.9'])
    })

    it('is found by a simple search', async () => {
      const simple = (tokens: readonly string[], change = {}, groups = ['public']) =>
        opened().engine.simpleHistory(toViewer(groups), {
          values: [tokens.join(' ')],
          tokens,
          minimumAccuracy: 0,
          minimumReputation: -3,
          limit: 10,
          offset: 0,
          ...change,
        })
      const exact = await simple(['lazarus'])
      expect(exact.records[0]?.attributes['threat']).toBe('lazarus')
      expect(exact.total).toBe(3)
      expect((await simple(['group', 'lazarus'])).total).toBe(2)
      // One word is a tag and the other a value.
      expect((await simple(['scanner', '8.8.8.8'])).total).toBe(0)
      expect((await simple(['lazarus'], { minimumReputation: -1 })).total).toBe(2)
      expect((await simple(['gooqle'])).total).toBe(0)
      expect((await simple(['gooqle'], {}, ['acme'])).total).toBe(1)
      const around = await simple(['192.0.32.9'], { address: '192.0.32.9' })
      expect(around.records.map((record) => record.type)).toEqual(['cidr'])
      expect(await simple(['lazarus'], { offset: 10 })).toEqual({ total: 3, records: [] })
    })
  })
}

const reporter = randomUUID()

function reported(ip: string): EntityReport {
  return { type: 'ip', attributes: { ip } }
}

function namesOf({ hits }: SearchResult): readonly string[] {
  return hits.map(({ record }) => nameOf(record))
}

function request(query: Query): PagedRequest {
  const source = { includes: [], excludes: [] }
  const page = { limit: 50, offset: 0, sort: [] }
  return { corpus: 'entities', query, aggs: new Map(), source, ...page }
}

const sorts = [
  ['the newest first', []],
  ['by a text that some lack', [{ field: field('attributes.aso'), order: 'asc' }]],
  ['by a number that some lack', [{ field: field('attributes.asn'), order: 'desc' }]],
  ['by tags', [{ field: field('tags'), order: 'desc' }]],
  ['by reputation', [{ field: field('reputation'), order: 'asc' }]],
  ['by a time', [{ field: field('lastSeen'), order: 'asc' }]],
  [
    'by wellKnown and an address',
    [
      { field: field('wellKnown'), order: 'asc' },
      { field: field('attributes.ip'), order: 'desc' },
    ],
  ],
] as const
