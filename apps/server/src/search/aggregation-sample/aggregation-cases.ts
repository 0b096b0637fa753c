import { type Aggregation, type Aggregations, type Field, resolveField } from '@windvane/model'

/** An aggregation of each kind and form; `aggs` are those inside, where it can have any. */
type Make = (aggs: Aggregations) => Aggregation

export function field(name: string): Field {
  const found = resolveField(name, 'entities')
  if (found === undefined) throw new TypeError(`No entity has ${name}`)
  return found
}

const source = { includes: [['id']], excludes: [] }
const newestFirst = [{ field: field('lastSeen'), order: 'desc' }] as const
const terms = { kind: 'terms', size: 10, minDocCount: 1 } as const
const dayMs = 86_400_000

export const bucketCases: Readonly<Record<string, Make>> = {
  'terms of a label': (aggs) => ({ ...terms, field: field('type'), aggs }),
  'terms of lists': (aggs) => ({ ...terms, field: field('tags.keyword'), aggs }),
  'terms cut off': (aggs) => ({ ...terms, field: field('attributes.asn'), size: 3, aggs }),
  'terms of a text': (aggs) => ({ ...terms, field: field('attributes.country'), aggs }),
  'terms of a keyword': (aggs) => ({ ...terms, field: field('attributes.text.keyword'), aggs }),
  'terms of the main attribute': (aggs) => ({ ...terms, field: field('attributes.value'), aggs }),
  'terms of numbers': (aggs) => ({ ...terms, field: field('attributes.latitude'), aggs }),
  'terms of booleans': (aggs) => ({ ...terms, field: field('wellKnown'), aggs }),
  'terms of dates': (aggs) => ({ ...terms, field: field('attributes.datetime'), aggs }),
  'terms of addresses': (aggs) => ({ ...terms, field: field('attributes.ip'), aggs }),
  'terms with a substitute': (aggs) => ({
    ...terms,
    field: field('attributes.country'),
    missing: 'N/A',
    aggs,
  }),
  'terms of lists with a substitute': (aggs) => ({
    ...terms,
    field: field('tags'),
    missing: 'none',
    aggs,
  }),
  'terms with a number for a substitute': (aggs) => ({
    ...terms,
    field: field('attributes.asn'),
    missing: 7,
    aggs,
  }),
  'terms of no field': (aggs) => ({ ...terms, aggs }),
  'terms of no field with a substitute': (aggs) => ({ ...terms, missing: 'N/A', aggs }),
  'terms with many rows': (aggs) => ({
    ...terms,
    field: field('attributes.country'),
    minDocCount: 32,
    aggs,
  }),
  'terms of two fields': (aggs) => ({
    kind: 'multi_terms',
    fields: [field('type'), field('tags')],
    size: 7,
    minDocCount: 1,
    aggs,
  }),
  'terms of two fields, one of none': (aggs) => ({
    kind: 'multi_terms',
    fields: [field('type'), undefined],
    size: 7,
    minDocCount: 1,
    aggs,
  }),
  ranges: (aggs) => ({
    kind: 'range',
    field: field('reputation'),
    ranges: [
      { key: 'bad', to: 0 },
      { key: '-3.0-0.0', from: -3, to: 0 },
      { key: 'overlaps', from: -1, to: 2 },
      { key: 'good', from: 1 },
      { key: 'best', from: 4, to: 9 },
    ],
    aggs,
  }),
  'ranges of no field': (aggs) => ({ kind: 'range', ranges: [{ key: 'bad', to: 0 }], aggs }),
  'ranges of a field of another kind': (aggs) => ({
    kind: 'range',
    field: field('type'),
    ranges: [{ key: 'bad', to: -5 }],
    aggs,
  }),
  'ranges of dates': (aggs) => ({
    kind: 'date_range',
    field: field('lastSeen'),
    ranges: [
      { key: 'old', to: '2023-11-01T00:00:00.000Z' },
      { key: 'new', from: '2024-03-01T00:00:00.000Z' },
    ],
    aggs,
  }),
  'ranges of addresses': (aggs) => ({
    kind: 'ip_range',
    field: field('attributes.ip'),
    ranges: [
      { key: 'low', to: '198.51.0.128' },
      { key: 'one', from: '198.51.1.0', to: '198.51.1.64' },
    ],
    aggs,
  }),
  histogram: (aggs) => ({
    kind: 'histogram',
    field: field('reputation'),
    interval: 1,
    offset: 0,
    minDocCount: 0,
    aggs,
  }),
  'histogram with gaps': (aggs) => ({
    kind: 'histogram',
    field: field('attributes.asn'),
    interval: 2.5,
    offset: 1.25,
    minDocCount: 0,
    aggs,
  }),
  'histogram without gaps': (aggs) => ({
    kind: 'histogram',
    field: field('attributes.latitude'),
    interval: 5,
    offset: 2,
    minDocCount: 2,
    aggs,
  }),
  ...Object.fromEntries(
    (['week', 'month', 'quarter', 'year'] as const).map((calendar) => [
      `date histogram by ${calendar}`,
      (aggs: Aggregations): Aggregation => ({
        kind: 'date_histogram',
        field: field('lastSeen'),
        interval: { calendar },
        minDocCount: 0,
        aggs,
      }),
    ]),
  ),
  'date histogram by hour': (aggs) => ({
    kind: 'date_histogram',
    field: field('lastSeen'),
    interval: { calendar: 'hour' },
    minDocCount: 3,
    aggs,
  }),
  'date histogram of fixed length': (aggs) => ({
    kind: 'date_histogram',
    field: field('lastSeen'),
    interval: { fixedMs: 10 * dayMs },
    minDocCount: 0,
    aggs,
  }),
  'date histogram of no field': (aggs) => ({
    kind: 'date_histogram',
    interval: { calendar: 'day' },
    minDocCount: 0,
    aggs,
  }),
  'one query': (aggs) => ({
    kind: 'filter',
    query: { kind: 'exists', field: field('attributes.asn') },
    aggs,
  }),
  'named queries': (aggs) => ({
    kind: 'filters',
    queries: [
      ['located', { kind: 'exists', field: field('attributes.country') }],
      [
        'addresses',
        { kind: 'values', field: field('type'), values: ['ip'], isCaseInsensitive: false },
      ],
      ['nothing', { kind: 'none' }],
    ],
    aggs,
  }),
}

/** Every metric of numbers, of numbers that are missing here and there, and of no field. */
const numbers: Readonly<Record<string, Aggregation>> = Object.fromEntries(
  (['reputation', 'attributes.latitude', undefined] as const).flatMap((name) => {
    const of = name === undefined ? {} : { field: field(name) }
    const kinds = ['avg', 'sum', 'min', 'max', 'value_count', 'cardinality', 'stats'] as const
    return [
      ...kinds.map((kind) => [`${kind} of ${name}`, { kind, ...of }] as const),
      [`extended_stats of ${name}`, { kind: 'extended_stats', sigma: 3, ...of }] as const,
      [
        `percentiles of ${name}`,
        { kind: 'percentiles', percents: [1, 5, 25, 50, 75, 95, 99.9], ...of },
      ] as const,
      [
        `percentile_ranks of ${name}`,
        { kind: 'percentile_ranks', values: [-3, 0, 1.5], ...of },
      ] as const,
    ]
  }),
)

const others: Readonly<Record<string, Aggregation>> = {
  'value_count of lists': { kind: 'value_count', field: field('tags') },
  'cardinality of lists': { kind: 'cardinality', field: field('tags') },
  'cardinality of texts': { kind: 'cardinality', field: field('attributes.country') },
  'cardinality of addresses': { kind: 'cardinality', field: field('attributes.ip') },
  'avg of texts': { kind: 'avg', field: field('attributes.country') },
  'top hits': { kind: 'top_hits', size: 3, source, sort: [] },
  'top hits, newest first': { kind: 'top_hits', size: 3, source, sort: newestFirst },
  'top hits by what some lack': {
    kind: 'top_hits',
    size: 10,
    source,
    sort: [{ field: field('attributes.asn'), order: 'asc' }],
  },
}

export const cases: Readonly<Record<string, Make>> = {
  ...bucketCases,
  ...Object.fromEntries(
    Object.entries({ ...numbers, ...others }).map(([name, each]) => [name, () => each]),
  ),
}

/** To stand inside, two levels and figures at each. */
export const inside: Aggregations = new Map<string, Aggregation>([
  [
    'tags',
    {
      ...terms,
      field: field('tags'),
      size: 2,
      aggs: new Map<string, Aggregation>([
        [
          'months',
          {
            kind: 'date_histogram',
            field: field('lastSeen'),
            interval: { calendar: 'month' },
            minDocCount: 0,
            aggs: new Map<string, Aggregation>([
              ['asn', { kind: 'avg', field: field('attributes.asn') }],
              ['tags', { kind: 'cardinality', field: field('tags') }],
              ['newest', { kind: 'top_hits', size: 2, source, sort: newestFirst }],
            ]),
          },
        ],
        [
          'bad',
          {
            kind: 'range',
            field: field('reputation'),
            ranges: [{ key: 'bad', to: 0 }],
            aggs: new Map<string, Aggregation>([
              ['sum', { kind: 'sum', field: field('attributes.asn') }],
            ]),
          },
        ],
      ]),
    },
  ],
  ['reputation', { kind: 'extended_stats', field: field('reputation'), sigma: 2 }],
])
