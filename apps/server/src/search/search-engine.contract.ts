import { randomUUID } from 'node:crypto'
import {
  entityId,
  type EntityReport,
  interpretQuery,
  type Principal,
  valueKey,
} from '@windvane/model'
import { expect, it } from 'vitest'
import { submit } from '../entities/submit.ts'
import { toViewer } from '../entity-rows/visible.ts'
import { type SearchHits, type SimpleQuery } from './search-engine.ts'
import { openForTests, type Opened } from './test-engine.ts'

/** What every search engine must answer, over reports written through the write path. */
export function testSearchEngine(open: () => Promise<Opened>): void {
  const opened = openForTests(open, async () => {
    await put(corpus)
  })

  async function put(reports: readonly EntityReport[], groups = ['public']): Promise<void> {
    const submissions = reports.map((report) => ({ principal: toPrincipal(groups), report }))
    await submit(opened().store, submissions, { privateAddresses: 'refuse' })
  }

  function find(text: string, change: Partial<SimpleQuery> = {}, groups = ['public']) {
    return opened().engine.simple(toViewer(groups), { ...toQuery(text), ...change })
  }

  it('finds the exact value, then the networks around it, then text that names it', async () => {
    const hits = await find('198.51.100.7')
    expect(valuesOf(hits).slice(0, 1)).toEqual(['198.51.100.7'])
    expect(new Set(valuesOf(hits).slice(1, 3))).toEqual(
      new Set(['198.51.100.0/24', '198.51.0.0/16']),
    )
    expect(valuesOf(hits).slice(3)).toEqual(['beacon to 198.51.100.7'])
    expect(hits.total).toBe(4)
  })

  it('counts an upper-case value of a case-sensitive type as exact only as it is stored', async () => {
    expect(valuesOf(await find('CamelCase'))).toEqual(['CamelCase', 'camelcase'])
  })

  it('finds by key what tokens need not find, and only what has one of the ids', async () => {
    const value = 'United States'
    const exact = { valueKeys: [valueKey(value)], ids: [entityId('country', value)] }
    const query = { values: [value], exact, tokens: [] }
    expect(valuesOf(await find(value, query))).toEqual([value])
    const around = await find('198.51.100.7', query)
    expect(valuesOf(around).slice(0, 1)).toEqual([value])
    expect(around.total).toBe(3)
    const other = { ...query, exact: { ...exact, ids: [entityId('city', value)] } }
    expect(await find(value, other)).toEqual({ total: 0, entities: [] })
  })

  it('finds a value that is a number', async () => {
    expect(valuesOf(await find('64500'))).toEqual([64_500])
  })

  it('asks for all tokens in one field and ranks the fuller match first', async () => {
    expect(valuesOf(await find('lazarus group'))).toEqual([
      'lazarus group',
      'the lazarus group of north korea',
    ])
  })

  it('keeps entities at or above the minima', async () => {
    expect((await find('sample', { minimumReputation: -1 })).total).toBe(30)
    expect((await find('sample', { minimumAccuracy: 1 })).total).toBe(60)
    expect((await find('sample', { minimumAccuracy: 2 })).total).toBe(0)
  })

  it('pages through many hits without a gap or a repetition', async () => {
    const seen: string[] = []
    for (let offset = 0; offset < 60; offset += 7) {
      const hits = await find('sample', { limit: 7, offset })
      expect(hits.total).toBe(60)
      seen.push(...valuesOf(hits).map(String))
    }
    expect(new Set(seen).size).toBe(60)
    expect(await find('sample', { offset: 60 })).toEqual({ total: 60, entities: [] })
  })

  it('ranks alike whether the hits are few or many', async () => {
    const many = valuesOf(await find('sample', { limit: 60 }))
    const few = valuesOf(await find('sample', { limit: 60, minimumReputation: -1 }))
    expect(few).toEqual(many.filter((value) => few.includes(value)))
  })

  it.each(['asc', 'desc'] as const)('sorts by any field, %s, the missing last', async (order) => {
    const byId = await find('sample', { limit: 60, sort: { field: 'id', order } })
    const ids = byId.entities.map((entity) => entity.id)
    const ascending = ids.toSorted((a, b) => (a < b ? -1 : 1))
    expect(ids).toEqual(order === 'asc' ? ascending : ascending.toReversed())
    const byAsn = await find('sample', { limit: 60, sort: { field: 'attributes.asn', order } })
    const numbers = byAsn.entities.map((entity) => entity.attributes['asn'])
    const present = numbers.slice(0, 20).map(Number)
    expect(present.toSorted((a, b) => (order === 'asc' ? a - b : b - a))).toEqual(present)
    expect(numbers.slice(20).every((number) => number === undefined)).toBe(true)
  })

  it('sorts addresses and instants by what they are, not by their text', async () => {
    const values = [
      ['ip', ['9.9.9.10', '9.9.9.9', '2001:db8::5']],
      ['datetime', ['2024-05-01T09:00:00Z', '2024-05-01T10:00:00+02:00']],
    ] as const
    for (const [type, texts] of values) {
      await put(texts.map((text) => ({ type, attributes: { [type]: text, aso: 'sortable' } })))
    }
    const sorted = async (name: string) => {
      const { entities } = await find('sortable', {
        sort: { field: `attributes.${name}`, order: 'asc' },
      })
      return entities.flatMap((entity) => entity.attributes[name] ?? [])
    }
    expect(await sorted('ip')).toEqual(['9.9.9.9', '9.9.9.10', '2001:db8::5'])
    expect(await sorted('datetime')).toEqual(['2024-05-01T10:00:00+02:00', '2024-05-01T09:00:00Z'])
  })

  it('shows each group its own view and hides the public one under it', async () => {
    const report = { type: 'ip', attributes: { ip: '203.0.113.50' } }
    await put([{ ...report, reputation: 1 }])
    await put([{ ...report, reputation: -3, visibleBy: ['acme'] }], ['public', 'acme'])
    const reputations = async (groups: string[]) =>
      (await find('203.0.113.50', {}, groups)).entities.map((entity) => entity.reputation)
    expect(await reputations(['public'])).toEqual([1])
    expect(await reputations(['public', 'acme'])).toEqual([-1])
    expect(await reputations(['public', 'umbra'])).toEqual([1])
    const minimum = { minimumReputation: 0 }
    expect((await find('203.0.113.50', minimum, ['public', 'acme'])).total).toBe(0)
  })

  it('finds nothing for what nobody reported', async () => {
    expect(await find('203.0.113.99')).toEqual({ total: 0, entities: [] })
    expect(await find('…')).toEqual({ total: 0, entities: [] })
  })
}

const corpus: readonly EntityReport[] = [
  { type: 'ip', attributes: { ip: '198.51.100.7' } },
  { type: 'cidr', attributes: { cidr: '198.51.100.0/24' } },
  { type: 'cidr', attributes: { cidr: '198.51.0.0/16' } },
  { type: 'cidr', attributes: { cidr: '198.52.0.0/16' } },
  { type: 'threat', attributes: { threat: 'Beacon to 198.51.100.7' } },
  { type: 'country', attributes: { country: 'united states' } },
  { type: 'asn', attributes: { asn: 64_500 } },
  { type: 'value', attributes: { value: 'camelcase' } },
  { type: 'value', attributes: { value: 'CamelCase' } },
  { type: 'threat', attributes: { threat: 'the Lazarus group of North Korea' } },
  { type: 'threat', attributes: { threat: 'lazarus group' } },
  { type: 'threat', attributes: { threat: 'lazarus' }, tags: ['group'] },
  ...Array.from({ length: 60 }, (_, number) => ({
    type: 'filename',
    attributes: {
      filename: `sample ${'x '.repeat(number % 5)}${number}`,
      ...(number % 3 === 0 && { asn: number }),
    },
    reputation: number % 2 === 0 ? -2 : -1,
  })),
]

function toPrincipal(groups: readonly string[]): Principal {
  return { userId: randomUUID(), alias: 'reporter', roles: ['reporter'], groups }
}

function toQuery(text: string): SimpleQuery {
  const { address, tokens } = interpretQuery(text)
  return {
    values: [text],
    ...(address !== undefined && { address }),
    tokens,
    minimumAccuracy: 0,
    minimumReputation: -3,
    limit: 10,
    offset: 0,
  }
}

function valuesOf({ entities }: SearchHits): readonly unknown[] {
  return entities.map((entity) => entity.attributes[entity.type])
}
