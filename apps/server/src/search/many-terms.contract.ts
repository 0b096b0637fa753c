import { randomUUID } from 'node:crypto'
import { type Query } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { submit } from '../entities/submit.ts'
import { toViewer } from '../entity-rows/visible.ts'
import {
  bool,
  exists,
  insensitive,
  pattern,
  prefix,
  range,
  regexp,
  values,
  wildcard,
} from './query-sample/build-query.ts'
import { type PagedRequest } from './search-engine.ts'
import { openForTests, type Opened } from './test-engine.ts'

const count = 2_100

/** What every search engine must answer where very many words have a form. */
export function testManyTerms(open: () => Promise<Opened>): void {
  const opened = openForTests(open, async ({ store }) => {
    const principal = { userId: randomUUID(), alias: 'reporter', roles: [], groups: ['public'] }
    const submissions = Array.from({ length: count }, (_, number) => ({
      principal,
      report: { type: 'filename', attributes: { filename: `Sample ${toWord(number)}` } },
    }))
    await submit(store, submissions, { privateAddresses: 'refuse' })
  })

  function search(query: Query, change: Partial<PagedRequest> = {}) {
    const source = { includes: [], excludes: [] }
    const page = { limit: 0, offset: 0, sort: [] }
    const request = { corpus: 'entities', query, aggs: new Map(), source, ...page } as const
    return opened().engine.search(toViewer(['public']), { ...request, ...change })
  }

  describe('forms that very many words have', () => {
    it.each([
      ['a prefix', pattern('attributes.filename', prefix('x')), count],
      [
        'a prefix of whole texts',
        pattern('attributes.filename.keyword', prefix('sample x')),
        count,
      ],
      [
        'wildcards',
        pattern('attributes.filename', wildcard('one', { literal: '0' }, 'any')),
        1_000,
      ],
      [
        'a prefix in any case',
        insensitive(pattern('attributes.value.keyword', prefix('SAMPLE X'))),
        count,
      ],
      ['a regular expression', pattern('attributes.filename', regexp('x[0-9]+')), count],
      [
        'one over whole texts',
        pattern('attributes.filename.keyword', regexp('(sample) x[12].*')),
        1_100,
      ],
      ['a range', range('attributes.filename', { gte: 'x0', lt: 'x2' }), 2_000],
      ['a range of whole texts', range('attributes.filename.keyword', { gt: 'sample x2' }), 100],
      ['anything', pattern('attributes.filename', regexp('.*')), count],
    ])('%s', async (_title, query, total) => {
      for (const corpus of ['entities', 'history'] as const) {
        expect((await search(query, { corpus })).total).toBe(total)
        const others = bool({ must: [exists('attributes.filename')], mustNot: [query] })
        expect((await search(others, { corpus })).total).toBe(count - total)
      }
    })
  })

  it('250 forms that have many words in common are answered as any other question', async () => {
    const should = Array.from({ length: 250 }, (_, number) =>
      pattern('attributes.filename', prefix(`x${number % 3}`)),
    )
    expect((await search(bool({ should, minimumShould: 1 }), { limit: 10 })).total).toBe(count)
  })

  describe('forms of a thousand words, asked of rows that nothing else has narrowed', () => {
    const many = pattern('attributes.filename', prefix('x0'))
    const none = pattern('attributes.filename', prefix('x9'))
    const all = range('reputation', { gte: -3 })
    const asked = Array.from({ length: 10 }, () => bool({ must: [many, all] }))

    it.each([
      ['refused', bool({ mustNot: asked }), count - 1_000],
      [
        'one of several',
        bool({ should: [none, ...asked, values('wellKnown', true)], minimumShould: 1 }),
        1_000,
      ],
      ['two of several', bool({ should: [...asked, all], minimumShould: 2 }), 1_000],
    ])('%s', async (_title, query, total) => {
      for (const corpus of ['entities', 'history'] as const) {
        expect((await search(query, { corpus })).total).toBe(total)
      }
    })

    it('counted', async () => {
      const aggs = new Map(
        asked.map(
          (query, number) => [`a${number}`, { kind: 'filter', query, aggs: new Map() }] as const,
        ),
      )
      const { aggregations } = await search(all, { aggs })
      expect(Object.values(aggregations ?? {})).toEqual(asked.map(() => ({ doc_count: 1_000 })))
    })
  })

  it('few hits are scored, and where there is too much to compare the newest come first', async () => {
    const words = Array.from({ length: 1_000 }, (_, number) => toWord(number))
    const should = [values('attributes.filename', words), values('attributes.filename', 'x0007')]
    const many = bool({ must: [exists('attributes.filename')], should })
    const scores = (await search(many, { limit: 50 })).hits.map(({ score }) => score)
    expect(new Set(scores)).toEqual(new Set([0]))
    const few = bool({ must: [values('attributes.filename', ['x0006', 'x0007'])], should })
    const [first, second] = (await search(few, { limit: 50 })).hits
    expect(first?.record.attributes['filename']).toBe(`sample x0007`)
    expect(first?.score).toBeGreaterThan(second?.score ?? Infinity)
  })
}

function toWord(number: number): string {
  return `x${String(number).padStart(4, '0')}`
}
