import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Entity } from './entity.ts'
import { AppError } from './errors.ts'
import { applySource, entityMembers, parseSource } from './source-filter.ts'

const entity: Entity = {
  id: 'ip-1',
  type: 'ip',
  attributes: {
    ip: '8.8.8.8',
    asn: 15_169,
    aso: 'google llc',
    country: 'United States',
    value: 'V',
  },
  reputation: 3,
  bestReputation: 3,
  worstReputation: 0,
  accuracy: 3,
  tags: ['dns'],
  wellKnown: false,
  visibleBy: ['public'],
  lastSeen: '2026-01-01T00:00:00Z',
  '@timestamp': '2026-01-01T00:00:00Z',
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
}

describe('applySource()', () => {
  it('case 35: selects exactly the includes, attributes.value standing for the main attribute', () => {
    const includes = ['id', 'type', 'attributes.value', 'reputation', 'accuracy']
    const { value: _, ...attributes } = entity.attributes
    const result = filter({ source: { includes } }, { ...entity, attributes })
    expect(result).toEqual({
      id: 'ip-1',
      type: 'ip',
      attributes: { ip: '8.8.8.8' },
      reputation: 3,
      accuracy: 3,
    })
    expect(filter({ source: { includes } }).attributes).toEqual({ ip: '8.8.8.8', value: 'V' })
  })

  it.each([
    [{}],
    [undefined],
    [{ source: null }],
    [{ source: {} }],
    [{ source: { includes: [], excludes: [] } }],
    [{ source: { includes: null, excludes: null } }],
    [{ source: { includes: ['*'] } }],
  ])('cases 37 to 39 and 41: %j restricts nothing', (body) => {
    expect(filter(body)).toEqual(entity)
  })

  it.each([
    [['attributes'], ['attributes.country'], ['ip', 'asn', 'aso', 'value']],
    [['attributes.a*'], [], ['asn', 'aso']],
    [['*.as*o'], [], ['aso']],
    [['*s.c*y'], [], ['country']],
    [['attributes'], ['attributes.value'], ['asn', 'aso', 'country']],
  ])('cases 40 and 41: includes %j, excludes %j', (includes, excludes, names) => {
    const result = filter({ source: { includes, excludes } })
    expect(Object.keys(result)).toEqual(['attributes'])
    expect(Object.keys(result.attributes ?? {})).toEqual(names)
  })

  it('lets excludes win and omits attributes that are empty', () => {
    expect(filter({ source: { includes: ['id', 'type'], excludes: ['i*'] } })).toEqual({
      type: 'ip',
    })
    expect(filter({ source: { excludes: ['*'] } })).toEqual({})
    expect(filter({ source: { includes: ['id', 'attributes.md5'] } })).toEqual({ id: 'ip-1' })
  })

  it('takes the flat keys', () => {
    const body = { 'source.includes': ['id', 'type'], 'source.excludes': ['type'] }
    expect(filter(body)).toEqual({ id: 'ip-1' })
  })

  it('E9: never lets out anything but documented members', () => {
    const row = { ...entity, userID: 'u', audience: 'g', _source: 1 }
    const names = [
      'visibleBy',
      'userID',
      '_source',
      '__proto__',
      'constructor',
      'a.b.c.d',
      'attributes',
    ]
    expect(Object.keys(filter({ source: { includes: names } }, row))).toEqual([
      'attributes',
      'visibleBy',
    ])
    const paths = fc.array(fc.oneof(fc.constantFrom(...names, '*', 'attributes.*'), fc.string()))
    fc.assert(
      fc.property(paths, paths, (includes, excludes) => {
        const result = filter({ source: { includes, excludes } }, row)
        const known: readonly string[] = entityMembers
        expect(Object.keys(result).filter((name) => !known.includes(name))).toEqual([])
        expect({
          ...entity,
          ...result,
          attributes: { ...entity.attributes, ...result.attributes },
        }).toEqual(entity)
      }),
    )
  })

  it('matches many marks in linear time', { timeout: 10_000 }, () => {
    const includes = Array.from({ length: 100 }, () => '*a'.repeat(128))
    const attributes = { text: 'x', [`${'a'.repeat(10_000)}b`]: 'y' }
    for (let round = 0; round < 20; round += 1)
      filter({ source: { includes } }, { ...entity, attributes })
  })
})

describe('parseSource() refuses', () => {
  it.each([
    [{ source: 5 }],
    [{ source: [] }],
    [{ source: { includes: 'id' } }],
    [{ source: { includes: [5] } }],
    [{ source: { excludes: [null] } }],
    [{ 'source.includes': {} }],
    [{ source: { includes: ['x'.repeat(257)] } }],
    [{ source: { includes: Array.from({ length: 101 }, () => 'id') } }],
  ])('%j', (body) => {
    expect(() => parseSource(body)).toThrow(AppError)
  })
})

function filter(body: unknown, row: Entity = entity): Partial<Entity> {
  return applySource(row, parseSource(body))
}
