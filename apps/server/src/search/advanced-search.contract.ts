import { randomUUID } from 'node:crypto'
import {
  type Corpus,
  type Entity,
  type EntityReport,
  type Field,
  type Pattern,
  type Principal,
  type Query,
  resolveField,
  type Scalar,
} from '@windvane/model'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { submit } from '../entities/submit.ts'
import { toViewer } from '../entity-rows/visible.ts'
import { type Store } from '../store/store.ts'
import { type PagedRequest, type SearchEngine, type SearchResult } from './search-engine.ts'

type Opened = { readonly store: Store; readonly engine: SearchEngine }

/** What every search engine must answer to each kind of query, over reports of the write path. */
export function testAdvancedSearch(open: () => Promise<Opened>): void {
  let store: Store
  let engine: SearchEngine

  beforeAll(async () => {
    const opened = await open()
    store = opened.store
    engine = opened.engine
    for (const report of reports) await put(report)
  })

  afterAll(() => store[Symbol.asyncDispose]())

  async function put(report: EntityReport, groups = ['public']): Promise<void> {
    const principal: Principal = {
      userId: reporter,
      alias: 'reporter',
      roles: ['reporter'],
      groups,
    }
    await submit(store, [{ principal, report }], { privateAddresses: 'refuse' })
  }

  function search(query: Query, change: Partial<PagedRequest> = {}, groups = ['public']) {
    return engine.search(toViewer(groups), { ...request(query), ...change })
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
      const { id, entityID } = hits[0]?.record as unknown as { id: string; entityID: string }
      const byId = await names({ kind: 'ids', ids: [id, 'no-uuid'] }, { corpus: 'history' })
      expect(byId).toEqual(['9.9.9.9'])
      const ofEntity = values('entityID', entityID, 'history')
      expect(await names(ofEntity, { corpus: 'history' })).toEqual(['9.9.9.9'])
    })

    it('is found by a simple search', async () => {
      const simple = (tokens: readonly string[], change = {}, groups = ['public']) =>
        engine.simpleHistory(toViewer(groups), {
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

  describe('a stream', () => {
    it.each(['entities', 'history'] as const)('has every hit of %s once', async (corpus) => {
      const viewer = toViewer(['public'])
      const query: Query = exists('type', corpus)
      const all = await search(query, { corpus, limit: 1_000 })
      const streamed: string[] = []
      let cursor = ''
      for await (const each of engine.stream(viewer, { corpus, query }, { batchSize: 3 })) {
        streamed.push(each.record.id)
        if (streamed.length === 5) cursor = each.cursor
        // Written while the stream is read: left out.
        if (streamed.length === 2) await put(reported(`192.0.33.${corpus.length}`))
      }
      expect(new Set(streamed)).toEqual(new Set(all.hits.map(({ record }) => record.id)))
      expect(streamed.length).toBe(all.total)
      const rest: string[] = []
      const options = { batchSize: 2, after: cursor }
      for await (const each of engine.stream(viewer, { corpus, query }, options)) {
        rest.push(each.record.id)
      }
      expect(rest).toEqual(streamed.slice(5))
    })

    it('refuses a cursor that is none', async () => {
      for (const after of ['', 'x', Buffer.from('["a","b","c"]').toString('base64url')]) {
        const request = { corpus: 'entities', query: { kind: 'all' } } as const
        const stream = engine.stream(toViewer(['public']), request, { after })
        await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({
          code: 'invalid_request',
        })
      }
    })
  })
}

const reporter = randomUUID()

function reported(ip: string): EntityReport {
  return { type: 'ip', attributes: { ip } }
}

const longText = `long ${'word '.repeat(60)}end`

const reports: readonly EntityReport[] = [
  {
    type: 'ip',
    attributes: { ip: '8.8.8.8', aso: 'Google LLC', asn: 15_169, country: 'united states' },
    tags: ['scanner', 'Tor Exit'],
    reputation: -2,
  },
  {
    type: 'ip',
    attributes: { ip: '9.9.9.9', aso: 'Quad9 DNS', asn: 19_281, country: 'united states' },
    tags: ['resolver'],
    reputation: 2,
  },
  { type: 'ip', attributes: { ip: '2001:db8::7' }, tags: ['scanner'], reputation: 0 },
  { type: 'cidr', attributes: { cidr: '192.0.32.0/20' }, reputation: 0 },
  { type: 'cidr', attributes: { cidr: '192.1.0.0/16' }, reputation: 0 },
  { type: 'threat', attributes: { threat: 'lazarus' }, reputation: -3 },
  { type: 'threat', attributes: { threat: 'lazarus group' }, reputation: 1 },
  { type: 'threat', attributes: { threat: 'the Lazarus group of North Korea' }, reputation: 1 },
  { type: 'email-address', attributes: { 'email-address': 'dns@example.com' }, reputation: -1 },
  { type: 'command', attributes: { command: 'Ping 100%_sure' }, reputation: 0 },
  { type: 'datetime', attributes: { datetime: '2024-05-01T10:00:00+02:00' }, reputation: 0 },
  { type: 'datetime', attributes: { datetime: '0000-01-01T00:00:00Z' }, reputation: 0 },
  { type: 'breach-date', attributes: { 'breach-date': '2024-02-29' }, reputation: 0 },
  { type: 'latitude', attributes: { latitude: -33.86 }, reputation: 0 },
  { type: 'text', attributes: { text: longText }, reputation: 3 },
]

function nameOf(report: Pick<EntityReport, 'type' | 'attributes'>): string {
  const value = String(report.attributes?.[report.type])
  return report.type === 'command' ? value : value.toLowerCase()
}

function namesOf({ hits }: SearchResult): readonly string[] {
  return hits.map(({ record }) => nameOf(record as Entity))
}

function field(name: string, corpus: Corpus = 'entities'): Field {
  const resolved = resolveField(name, corpus)
  if (resolved === undefined) throw new TypeError(`no field ${name}`)
  return resolved
}

function request(query: Query): PagedRequest {
  const source = { includes: [], excludes: [] }
  const page = { limit: 50, offset: 0, sort: [] }
  return { corpus: 'entities', query, aggs: new Map(), source, ...page }
}

function bool(parts: Partial<Extract<Query, { kind: 'bool' }>>): Query {
  const none = { must: [], filter: [], should: [], mustNot: [], minimumShould: 0 }
  return { kind: 'bool', ...none, ...parts }
}

function values(name: string, value: Scalar | readonly Scalar[], corpus?: Corpus): Query {
  const list = typeof value === 'object' ? value : [value]
  // `userID` and `entityID` are fields of history alone.
  const own = corpus ?? (name.endsWith('ID') ? 'history' : 'entities')
  return { kind: 'values', field: field(name, own), values: list, isCaseInsensitive: false }
}

function whole(name: string, value: string): Query {
  return values(`${name}.keyword`, value)
}

function insensitive(query: Query): Query {
  if (query.kind !== 'values' && query.kind !== 'pattern') return query
  return { ...query, isCaseInsensitive: true }
}

function exists(name: string, corpus: Corpus = 'entities'): Query {
  return { kind: 'exists', field: field(name, corpus) }
}

type Bounds = {
  readonly gt?: Scalar
  readonly gte?: Scalar
  readonly lt?: Scalar
  readonly lte?: Scalar
}

function range(name: string, bounds: Bounds): Query {
  return { kind: 'range', field: field(name), ...bounds }
}

function pattern(name: string, form: Pattern): Query {
  return { kind: 'pattern', field: field(name), pattern: form, isCaseInsensitive: false }
}

function prefix(text: string): Pattern {
  return { kind: 'prefix', text }
}

function wildcard(...pieces: Extract<Pattern, { kind: 'wildcard' }>['pieces']): Pattern {
  return { kind: 'wildcard', pieces }
}

function regexp(source: string): Pattern {
  return { kind: 'regexp', source }
}

function fuzzy(text: string, change: Partial<Extract<Pattern, { kind: 'fuzzy' }>> = {}): Pattern {
  const usual = {
    maxEdits: 1,
    prefixLength: 0,
    maxExpansions: 50,
    hasTranspositions: true,
  } as const
  return { kind: 'fuzzy', text, ...usual, ...change }
}

function phrase(name: string, text: string, slop = 0): Extract<Query, { kind: 'phrase' }> {
  const words = text.split(' ')
  return { kind: 'phrase', field: field(name), words, slop, isPrefix: false, maxExpansions: 50 }
}

const all = reports.map(nameOf)
const lazarus = all.filter((name) => name.includes('lazarus'))

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

const clauses: readonly (readonly [string, Query, readonly string[]])[] = [
  ['all', { kind: 'all' }, all],
  ['none', { kind: 'none' }, []],
  ['a word of a text', values('attributes.aso', 'google'), ['8.8.8.8']],
  ['a word as it is not written', values('attributes.aso', 'Google'), []],
  ['a word in any case', insensitive(values('attributes.aso', 'GOOGLE')), ['8.8.8.8']],
  ['one of several words', values('attributes.aso', ['google', 'quad9']), ['8.8.8.8', '9.9.9.9']],
  ['a whole text', whole('attributes.command', 'Ping 100%_sure'), ['Ping 100%_sure']],
  ['a whole text in another case', whole('attributes.command', 'ping 100%_sure'), []],
  [
    'a whole text in any case',
    insensitive(whole('attributes.command', 'pING 100%_sure')),
    ['Ping 100%_sure'],
  ],
  ['a word is no whole text', whole('attributes.threat', 'group'), []],
  ['a text too long to be kept whole', whole('attributes.text', longText), []],
  ['a word of that', values('attributes.text', 'end'), [longText]],
  ['a text with U+0000', values('attributes.aso', 'google\0'), []],
  ['the main value by a word', values('attributes.value', 'lazarus'), lazarus],
  ['the main value whole', whole('attributes.value', 'lazarus group'), ['lazarus group']],
  ['the main value that is a number', values('attributes.value', '-33.86'.slice(1)), ['-33.86']],
  ['a type', values('type', 'threat'), lazarus],
  ['a type by a word', values('type', 'email'), ['dns@example.com']],
  ['a type whole', values('type.keyword', 'email-address'), ['dns@example.com']],
  ['a tag', values('tags', 'Tor Exit'), ['8.8.8.8']],
  ['a tag by a word', values('tags', 'tor'), ['8.8.8.8']],
  ['a tag in any case', insensitive(values('tags', 'TOR EXIT')), ['8.8.8.8']],
  ['a group', values('visibleBy', 'public'), all],
  ['a number', values('attributes.asn', 15_169), ['8.8.8.8']],
  ['a number as text', values('attributes.asn', '15169.0'), ['8.8.8.8']],
  ['no number', values('attributes.asn', 'google'), []],
  ['a fraction', values('attributes.latitude', -33.86), ['-33.86']],
  ['a reputation', values('reputation', [-3, 2]), ['lazarus', '9.9.9.9']],
  ['a reputation that cannot be', values('reputation', [1.5, 1e30, 'x']), []],
  ['a boolean', values('wellKnown', true), []],
  ['an address', values('attributes.ip', '8.8.8.8'), ['8.8.8.8']],
  ['an address in another form', values('attributes.ip', '2001:0DB8:0::7'), ['2001:db8::7']],
  ['a network of addresses', values('attributes.ip', '8.8.0.0/16'), ['8.8.8.8']],
  [
    'a network of IPv6',
    values('attributes.ip', ['2001:db8::/32', '9.9.9.9']),
    ['2001:db8::7', '9.9.9.9'],
  ],
  ['no address', values('attributes.ip', 'google'), []],
  ['networks that hold an address', values('attributes.cidr', '192.0.47.1'), ['192.0.32.0/20']],
  ['networks that hold a network', values('attributes.cidr', '192.0.40.0/24'), ['192.0.32.0/20']],
  ['a day', values('attributes.breach-date', '2024-02-29T00:00:00.000Z'), ['2024-02-29']],
  [
    'an instant',
    values('attributes.datetime', '2024-05-01T08:00:00.000Z'),
    ['2024-05-01t10:00:00+02:00'],
  ],
  ['an attribute that exists', exists('attributes.aso'), ['8.8.8.8', '9.9.9.9']],
  ['a main value that exists', exists('attributes.threat'), lazarus],
  ['tags that exist', exists('tags'), ['8.8.8.8', '9.9.9.9', '2001:db8::7']],
  ['a member that exists', exists('reputation'), all],
  ['a text that is kept whole', exists('attributes.text.keyword'), []],
  [
    'reputations from and to',
    range('reputation', { gte: -3, lt: -0.5 }),
    ['8.8.8.8', 'lazarus', 'dns@example.com'],
  ],
  ['reputations above', range('reputation', { gt: 1.5 }), ['9.9.9.9', longText]],
  ['numbers', range('attributes.asn', { gt: 15_169, lte: '19281' }), ['9.9.9.9']],
  ['fractions', range('attributes.latitude', { lt: -33.8 }), ['-33.86']],
  ['addresses', range('attributes.ip', { gte: '8.8.8.8', lt: '9.9.9.9' }), ['8.8.8.8']],
  [
    'networks',
    range('attributes.cidr', { gt: '192.0.47.0', lt: '192.0.255.0' }),
    ['192.0.32.0/20'],
  ],
  ['days', range('attributes.breach-date', { gte: '2024-02-01T00:00:00.000Z' }), ['2024-02-29']],
  [
    'instants',
    range('attributes.datetime', { lt: '2024-05-01T08:00:00.001Z' }),
    ['2024-05-01t10:00:00+02:00'],
  ],
  [
    'instants out of reach',
    range('@timestamp', { gte: '-271821-04-20T00:00:00.000Z', lte: '+275760-09-13T00:00:00.000Z' }),
    all,
  ],
  ['words', range('attributes.aso', { gte: 'google', lt: 'h' }), ['8.8.8.8']],
  ['whole texts', range('attributes.aso.keyword', { gte: 'h' }), ['9.9.9.9']],
  ['types', range('type', { gt: 'ip', lt: 'lb' }), ['-33.86']],
  ['booleans', range('wellKnown', { lt: true }), all],
  ['a prefix of a word', pattern('attributes.aso', prefix('goo')), ['8.8.8.8']],
  [
    'a prefix of a whole text',
    pattern('attributes.threat.keyword', prefix('lazarus ')),
    ['lazarus group'],
  ],
  [
    'a prefix in any case',
    insensitive(pattern('attributes.command.keyword', prefix('PING'))),
    ['Ping 100%_sure'],
  ],
  ['an empty prefix', pattern('attributes.aso', prefix('')), ['8.8.8.8', '9.9.9.9']],
  ['a prefix of a type', pattern('type', prefix('email-')), ['dns@example.com']],
  ['a prefix of an address', pattern('attributes.ip', prefix('8.8.')), ['8.8.8.8']],
  ['a prefix of a number', pattern('attributes.asn', prefix('151')), ['8.8.8.8']],
  ['a prefix of an id', pattern('id', prefix('zz')), []],
  ['a prefix of a reputation', pattern('reputation', prefix('-3')), ['lazarus']],
  [
    'wildcards in a word',
    pattern('attributes.aso', wildcard('any', { literal: 'oo' }, 'one', { literal: 'le' })),
    ['8.8.8.8'],
  ],
  [
    'wildcards that are literal',
    pattern('attributes.command.keyword', wildcard({ literal: 'Ping 100%_' }, 'any')),
    ['Ping 100%_sure'],
  ],
  [
    'a literal that only looks like one',
    pattern('attributes.command.keyword', wildcard({ literal: 'Ping 1%' }, 'any')),
    [],
  ],
  [
    'wildcards in a network',
    pattern('attributes.cidr', wildcard({ literal: '192.0.' }, 'any')),
    ['192.0.32.0/20'],
  ],
  ['wildcards for anything', pattern('attributes.threat', wildcard('any', 'any')), lazarus],
  [
    'wildcards in a tag',
    pattern('tags', wildcard({ literal: 'T' }, 'any', { literal: 't' })),
    ['8.8.8.8'],
  ],
  ['a regular expression', pattern('attributes.aso', regexp('g(o|0)+gle')), ['8.8.8.8']],
  ['one that is anchored', pattern('attributes.aso', regexp('oogl')), []],
  [
    'one over a whole text',
    pattern('attributes.threat.keyword', regexp('lazarus.*')),
    ['lazarus', 'lazarus group'],
  ],
  ['one over an address', pattern('attributes.ip', regexp('8\\.8\\.[0-9]\\.[0-9]')), ['8.8.8.8']],
  [
    'one in any case',
    insensitive(pattern('attributes.command.keyword', regexp('ping.*'))),
    ['Ping 100%_sure'],
  ],
  ['one over wellKnown', pattern('wellKnown', regexp('f.*')), all],
  ['one that would backtrack', pattern('attributes.threat', regexp('(a+)+$')), []],
  ['a fuzzy word', pattern('attributes.aso', fuzzy('gogle')), ['8.8.8.8']],
  [
    'a fuzzy word with two edits',
    pattern('attributes.aso', fuzzy('gogel', { maxEdits: 2 })),
    ['8.8.8.8'],
  ],
  ['a fuzzy word too far', pattern('attributes.aso', fuzzy('gogel')), []],
  ['letters that changed places', pattern('attributes.threat', fuzzy('lazaurs')), lazarus],
  [
    'letters that may not',
    pattern('attributes.threat', fuzzy('lazaurs', { hasTranspositions: false })),
    [],
  ],
  [
    'a fuzzy word with a fixed begin',
    pattern('attributes.aso', fuzzy('foogle', { prefixLength: 1 })),
    [],
  ],
  [
    'a phrase',
    phrase('attributes.threat', 'lazarus group'),
    lazarus.filter((name) => name.includes('group')),
  ],
  ['a phrase in another order', phrase('attributes.threat', 'group lazarus'), []],
  ['a phrase with a gap', phrase('attributes.threat', 'lazarus of'), []],
  [
    'a phrase with slop',
    phrase('attributes.threat', 'lazarus of', 1),
    ['the lazarus group of north korea'],
  ],
  [
    'a phrase turned round',
    phrase('attributes.threat', 'group lazarus', 2),
    lazarus.filter((name) => name.includes('group')),
  ],
  ['a phrase that has a word twice', phrase('attributes.threat', 'lazarus lazarus', 5), []],
  [
    'a phrase of one word',
    phrase('attributes.threat', 'korea'),
    ['the lazarus group of north korea'],
  ],
  [
    'a phrase with the begin of a word',
    { ...phrase('attributes.threat', 'north kor'), isPrefix: true },
    ['the lazarus group of north korea'],
  ],
  ['a phrase of a type', phrase('type', 'email address'), ['dns@example.com']],
  ['a phrase of a tag', phrase('tags', 'tor exit'), ['8.8.8.8']],
  ['no phrase across tags', phrase('tags', 'scanner tor', 50), []],
  [
    'a phrase of the main value',
    phrase('attributes.value', 'of north'),
    ['the lazarus group of north korea'],
  ],
  [
    'the best of several',
    {
      kind: 'best',
      queries: [values('type', 'cidr'), values('attributes.aso', 'dns')],
      tieBreaker: 0.3,
    },
    ['192.0.32.0/20', '192.1.0.0/16', '9.9.9.9'],
  ],
  [
    'one with a boost',
    { kind: 'boost', query: values('attributes.aso', 'dns'), boost: 2 },
    ['9.9.9.9'],
  ],
]
