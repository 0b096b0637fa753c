import { describe, expect, it } from 'vitest'
import { type Aggregation } from '../aggregation.ts'
import { AppError } from '../../errors.ts'
import { parseSearch } from '../parse-search.ts'
import { formatDouble } from './format-double.ts'
import { aggregations } from './index.ts'

const now = new Date('2024-05-15T10:20:30.456Z')

function parse(aggs: unknown) {
  return parseSearch({ aggs }, { corpus: 'entities', now }).aggs
}

/** One aggregation without what its field is made of. */
function read(agg: unknown): unknown {
  const found = parse({ a: agg }).get('a')
  return found && plain(found)
}

function plain(agg: Aggregation): unknown {
  const simple: unknown = JSON.parse(
    JSON.stringify(agg, (name, value: unknown) => {
      if (name === 'field' && typeof value === 'object' && value !== null && 'name' in value) {
        return value.name
      }
      return name === 'aggs' ? undefined : value
    }),
  )
  return simple
}

function refusal(aggs: unknown): string {
  try {
    parse(aggs)
  } catch (error) {
    if (error instanceof AppError && error.status === 400) return error.message
    throw error
  }
  return 'accepted'
}

const cases: Readonly<Record<string, readonly (readonly [body: unknown, read: unknown])[]>> = {
  terms: [
    [{ field: 'type.keyword' }, { field: 'type.keyword', size: 10, minDocCount: 1 }],
    [
      { field: 'attributes.aso', size: 1_000, min_doc_count: 0, missing: 'none' },
      { field: 'attributes.aso.keyword', size: 1_000, minDocCount: 0, missing: 'none' },
    ],
    [
      { field: 'reputation', missing: '2' },
      { field: 'reputation', size: 10, minDocCount: 1, missing: 2 },
    ],
    [
      { field: 'nope', size: null },
      { size: 10, minDocCount: 1 },
    ],
  ],
  multi_terms: [
    [
      { terms: [{ field: 'type' }, { field: 'nope' }] },
      { fields: [expect.objectContaining({ name: 'type' }), null], size: 10, minDocCount: 1 },
    ],
  ],
  range: [
    [
      {
        field: 'reputation',
        ranges: [
          { from: 1, to: 3 },
          { from: '-3', to: 0 },
          { to: 1.5 },
          { from: 3 },
          {},
          { key: 'k', to: 9 },
        ],
      },
      {
        field: 'reputation',
        ranges: [
          { key: '*-1.5', to: 1.5 },
          { key: 'k', to: 9 },
          { key: '*-*' },
          { key: '-3.0-0.0', from: -3, to: 0 },
          { key: '1.0-3.0', from: 1, to: 3 },
          { key: '3.0-*', from: 3 },
        ],
      },
    ],
  ],
  date_range: [
    [
      { field: 'lastSeen', ranges: [{ from: 'now-1d/d', to: '2024-06' }] },
      {
        field: 'lastSeen',
        ranges: [
          {
            key: '2024-05-14T00:00:00.000Z-2024-06-01T00:00:00.000Z',
            from: '2024-05-14T00:00:00.000Z',
            to: '2024-06-01T00:00:00.000Z',
          },
        ],
      },
    ],
    [
      { field: 'lastSeen', format: 'MM-yyyy', ranges: [{ to: '06-2024' }] },
      { field: 'lastSeen', ranges: [{ key: '*-06-2024', to: '2024-06-01T00:00:00.000Z' }] },
    ],
  ],
  ip_range: [
    [
      {
        field: 'attributes.ip',
        ranges: [
          { mask: '10.0.0.127/25' },
          { to: '9.9.9.9' },
          { from: '2001:DB8::', key: 'six' },
          { mask: '2001:db8::/33' },
          { mask: 'ff00::/8' },
          { mask: '1.2.3.4/31' },
        ],
      },
      {
        field: 'attributes.ip',
        ranges: [
          { key: '*-9.9.9.9', to: '9.9.9.9' },
          { key: '1.2.3.4/31', from: '1.2.3.4', to: '1.2.3.6' },
          { key: '10.0.0.127/25', from: '10.0.0.0', to: '10.0.0.128' },
          { key: '2001:db8::/33', from: '2001:db8::', to: '2001:db8:8000::' },
          { key: 'six', from: '2001:db8::' },
          { key: 'ff00::/8', from: 'ff00::' },
        ],
      },
    ],
  ],
  histogram: [
    [
      { field: 'reputation', interval: '0.5' },
      { field: 'reputation', interval: 0.5, offset: 0, minDocCount: 0 },
    ],
  ],
  date_histogram: [
    [
      { field: 'lastSeen', interval: 'month' },
      { field: 'lastSeen', interval: { calendar: 'month' }, minDocCount: 0 },
    ],
    [
      { field: 'lastSeen', interval: 'minutes', min_doc_count: 1 },
      { field: 'lastSeen', interval: { calendar: 'minute' }, minDocCount: 1 },
    ],
    [
      { field: 'lastSeen', calendar_interval: '1M' },
      { field: 'lastSeen', interval: { calendar: 'month' }, minDocCount: 0 },
    ],
    [
      { field: 'lastSeen', interval: '1d' },
      { field: 'lastSeen', interval: { calendar: 'day' }, minDocCount: 0 },
    ],
    [
      { field: 'lastSeen', interval: '90m', time_zone: 'UTC' },
      { field: 'lastSeen', interval: { fixedMs: 5_400_000 }, minDocCount: 0 },
    ],
    [
      { field: 'lastSeen', fixed_interval: '1d' },
      { field: 'lastSeen', interval: { fixedMs: 86_400_000 }, minDocCount: 0 },
    ],
  ],
  filter: [
    [{ match_all: {} }, { query: { kind: 'all' } }],
    [{ term: { nope: 'ip' } }, { query: { kind: 'none' } }],
  ],
  filters: [
    [
      { filters: { one: { match_all: {} }, two: { match_none: {} } } },
      {
        queries: [
          ['one', { kind: 'all' }],
          ['two', { kind: 'none' }],
        ],
      },
    ],
  ],
  avg: [
    [{ field: 'reputation' }, { field: 'reputation' }],
    [{ field: 'nope' }, {}],
  ],
  sum: [[{ field: 'attributes.asn' }, { field: 'attributes.asn' }]],
  min: [[{ field: 'lastSeen' }, { field: 'lastSeen' }]],
  max: [[{ field: 'lastSeen' }, { field: 'lastSeen' }]],
  stats: [[{ field: 'attributes.latitude' }, { field: 'attributes.latitude' }]],
  value_count: [[{ field: 'tags' }, { field: 'tags' }]],
  cardinality: [
    [{ field: 'attributes.aso', precision_threshold: 40_000 }, { field: 'attributes.aso.keyword' }],
  ],
  extended_stats: [
    [{ field: 'reputation' }, { field: 'reputation', sigma: 2 }],
    [
      { field: 'reputation', sigma: 0 },
      { field: 'reputation', sigma: 0 },
    ],
  ],
  percentiles: [
    [{ field: 'reputation' }, { field: 'reputation', percents: [1, 5, 25, 50, 75, 95, 99] }],
    [
      { field: 'reputation', percents: [99, '1', 99] },
      { field: 'reputation', percents: [1, 99] },
    ],
  ],
  percentile_ranks: [
    [
      { field: 'reputation', values: [-2, -3] },
      { field: 'reputation', values: [-3, -2] },
    ],
  ],
  top_hits: [
    [{}, { size: 3, sort: [], source: { includes: [], excludes: [] } }],
    [
      { size: 10, sort: [{ reputation: 'desc' }, 'attributes.aso', '_score'], _source: 'id' },
      {
        size: 10,
        sort: [
          { field: 'reputation', order: 'desc' },
          { field: 'attributes.aso.keyword', order: 'asc' },
        ],
        source: { includes: [['id']], excludes: [] },
      },
    ],
    [{ _source: false }, { size: 3, sort: [], source: { includes: [], excludes: [['', '']] } }],
    [
      { _source: { excludes: ['tags'] } },
      { size: 3, sort: [], source: { includes: [], excludes: [['tags']] } },
    ],
  ],
}

it('the list of aggregations has each name once, and a case here', () => {
  const names = aggregations.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.toSorted()).toEqual(Object.keys(cases).toSorted())
})

describe.each(Object.entries(cases))('%s', (name, known) => {
  it.each(known)('reads %j', (body, expected) => {
    expect(read({ [name]: body })).toEqual(expect.objectContaining({ kind: name }))
    // The case is an object, as every aggregation is.
    expect(read({ [name]: body })).toEqual({ kind: name, ...(expected as object) })
  })

  it.each([1, 'x', [], { unknown_option: 1 }])('refuses %j', (body) => {
    expect(refusal({ a: { [name]: body } })).not.toBe('accepted')
  })
})

describe('aggregations', () => {
  const avg = { avg: { field: 'reputation' } }
  const terms = (size: number, aggs?: unknown) => ({ terms: { field: 'type', size }, aggs })
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, avg]))
  const nest = (depth: number): unknown =>
    depth === 1 ? { a: avg } : { a: terms(1, nest(depth - 1)) }

  it('hold others by either name', () => {
    for (const name of ['aggs', 'aggregations']) {
      const outer = parse({ t: { terms: { field: 'type' }, [name]: { inner: avg } } }).get('t')
      expect(outer && 'aggs' in outer && outer.aggs.get('inner')?.kind).toBe('avg')
    }
    expect(parseSearch({ aggregations: { a: avg } }, { corpus: 'entities', now }).aggs.size).toBe(1)
  })

  it.each([
    ['10 of them', many(10), many(11)],
    ['depth 3', nest(3), nest(4)],
    ['size 1,000', { a: terms(1_000) }, { a: terms(1_001) }],
    [
      '10,000 buckets',
      { a: terms(1_000, { b: terms(10) }) },
      { a: terms(1_000, { b: terms(11) }) },
    ],
    [
      '10,000 buckets side by side',
      { a: terms(100, { b: terms(50), c: terms(50) }) },
      { a: terms(100, { b: terms(50), c: terms(51) }) },
    ],
    ['10 hits', { a: { top_hits: { size: 10 } } }, { a: { top_hits: { size: 11 } } }],
    [
      '20 percentiles',
      {
        a: {
          percentiles: { field: 'reputation', percents: Array.from({ length: 20 }, (_, i) => i) },
        },
      },
      {
        a: {
          percentiles: { field: 'reputation', percents: Array.from({ length: 21 }, (_, i) => i) },
        },
      },
    ],
    [
      'a precision of 40,000',
      { a: { cardinality: { field: 'type', precision_threshold: 40_000 } } },
      { a: { cardinality: { field: 'type', precision_threshold: 1e9 } } },
    ],
    ['names of 256 bytes', { ['x'.repeat(256)]: avg }, { ['x'.repeat(257)]: avg }],
  ])('%s, no more', (_limit, accepted, refused) => {
    expect(refusal(accepted)).toBe('accepted')
    expect(refusal(refused)).not.toBe('accepted')
  })

  it.each(['', '__proto__', 'a>b', 'a[b', 'a]b', 'a\0b', 'x'.repeat(1_024)])(
    'refuses the name %j',
    (name) => {
      expect(
        refusal(JSON.parse(`{${JSON.stringify(name)}:{"avg":{"field":"reputation"}}}`)),
      ).toMatch('cannot be the name')
    },
  )

  it.each([
    [{ sampler: {} }, 'aggs.a: unknown aggregation "sampler"'],
    [{}, 'aggs.a: must have one type, and has 0'],
    [{ ...avg, sum: { field: 'reputation' } }, 'aggs.a: must have one type, and has 2'],
    [{ ...avg, aggs: { b: avg } }, 'aggs.a: avg cannot have aggregations inside'],
    [{ avg: {} }, 'aggs.a.avg.field: is missing'],
    [{ avg: { field: 'type' } }, expect.stringMatching('is of kind label')],
    [{ avg: { field: 'reputation', script: {} } }, 'aggs.a.avg: unknown option "script"'],
    [{ terms: { field: 'type', order: { _key: 'asc' } } }, 'aggs.a.terms: unknown option "order"'],
    [{ terms: { field: 'reputation', missing: 'x' } }, expect.stringMatching('not a value')],
    [{ range: { field: 'reputation', ranges: [] } }, 'aggs.a.range.ranges: must have a range'],
    [
      { range: { field: 'lastSeen', ranges: [{ from: 1 }] } },
      expect.stringMatching('is of kind date'),
    ],
    [
      { range: { field: 'reputation', keyed: true, ranges: [{}] } },
      'aggs.a.range.keyed: must be false',
    ],
    [
      { ip_range: { field: 'attributes.ip', ranges: [{ mask: 'x' }] } },
      expect.stringMatching('not a network'),
    ],
    [
      { ip_range: { field: 'attributes.ip', ranges: [{ mask: '1.1.1.1/8', to: '1.1.1.1' }] } },
      expect.stringMatching('not both'),
    ],
    [
      { histogram: { field: 'reputation', interval: 0 } },
      'aggs.a.histogram.interval: must be above 0',
    ],
    [
      { date_histogram: { field: 'lastSeen', interval: '0d' } },
      expect.stringMatching('not an interval'),
    ],
    [
      { date_histogram: { field: 'lastSeen', interval: '-1d' } },
      expect.stringMatching('not an interval'),
    ],
    [
      { date_histogram: { field: 'lastSeen', calendar_interval: '2d' } },
      expect.stringMatching('not a calendar'),
    ],
    [
      { date_histogram: { field: 'lastSeen', fixed_interval: 'month' } },
      expect.stringMatching('not an interval'),
    ],
    [
      { date_histogram: { field: 'lastSeen', interval: 'month', fixed_interval: '1d' } },
      expect.stringMatching('one interval'),
    ],
    [{ date_histogram: { field: 'lastSeen' } }, expect.stringMatching('one interval')],
    [
      { date_histogram: { field: 'lastSeen', interval: 'day', time_zone: '+01:00' } },
      expect.stringMatching('must be UTC'),
    ],
    [{ multi_terms: { terms: [{ field: 'type' }] } }, expect.stringMatching('at least 2')],
    [{ filters: { filters: [{ match_all: {} }] } }, expect.stringMatching('must be an object')],
    [{ filters: { filters: {} } }, expect.stringMatching('must have a filter')],
    [{ percentiles: { field: 'reputation', percents: [101] } }, expect.stringMatching('0 to 100')],
    [
      { top_hits: { sort: [{ _script: {} }] } },
      expect.stringMatching('cannot sort|unknown option'),
    ],
    [{ top_hits: { sort: 'nope' } }, 'aggs.a.top_hits.sort[0]: cannot sort by "nope"'],
    [{ top_hits: { from: 5 } }, 'aggs.a.top_hits: unknown option "from"'],
  ])('refuses %j', (agg, message) => {
    expect(refusal({ a: agg })).toEqual(message)
  })
})

it.each([
  [0, '0.0'],
  [-3, '-3.0'],
  [1.5, '1.5'],
  [0.001, '0.001'],
  [0.0005, '5.0E-4'],
  [9_999_999, '9999999.0'],
  [1e7, '1.0E7'],
  [-1.25e10, '-1.25E10'],
])('formatDouble(%d) is %s', (number, text) => {
  expect(formatDouble(number)).toBe(text)
})
