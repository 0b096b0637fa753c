import * as fc from 'fast-check'
import { optional, withoutUndefined } from './optional.ts'
import { addresses, fields, networks } from './vocabulary.ts'

type Json = { readonly [name: string]: unknown }

/** Aggregations up to three deep, few enough to be accepted. */
export function generateAggregations(clause: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  const leaf = fc.oneof(metric(), metric(), bucket(clause))
  const inner = fc.dictionary(fc.constantFrom('a', 'b'), leaf, { minKeys: 1, maxKeys: 1 })
  const middle = fc.dictionary(fc.constantFrom('m', 'n'), nest(bucket(clause), inner), {
    minKeys: 1,
    maxKeys: 1,
  })
  const nested = nest(bucket(clause), fc.oneof(inner, middle))
  return fc
    .tuple(leaf, nested, fc.constantFrom('x', 'y', 'xy'))
    .map(([x, y, names]) =>
      Object.fromEntries(Object.entries({ x, y }).filter(([name]) => names.includes(name))),
    )
}

function nest(outer: fc.Arbitrary<Json>, inner: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc
    .tuple(outer, inner, fc.constantFrom('aggs', 'aggregations'))
    .map(([agg, aggs, name]) => ({ ...agg, [name]: aggs }))
}

function field(names: readonly string[]): fc.Arbitrary<string> {
  return fc.constantFrom(...names, ...fields.unknown.slice(0, 1))
}

function metric(): fc.Arbitrary<Json> {
  const numbers = field([...fields.long, ...fields.float])
  const figures = field([...fields.long, ...fields.float, ...fields.date, ...fields.boolean])
  const anything = field(Object.values(fields).flat())
  const simple = (name: string, names: fc.Arbitrary<string>) =>
    names.map((each) => ({ [name]: { field: each } }))
  return fc.oneof(
    ...['avg', 'sum', 'min', 'max', 'stats'].map((name) => simple(name, figures)),
    simple('value_count', anything),
    simple('cardinality', anything),
    fc
      .tuple(numbers, optional(fc.constantFrom(0, 1, 2.5)))
      .map(([name, sigma]) => ({ extended_stats: withoutUndefined({ field: name, sigma }) })),
    fc
      .tuple(numbers, optional(fc.constantFrom([50], [99, 1, 25.5])))
      .map(([name, percents]) => ({ percentiles: withoutUndefined({ field: name, percents }) })),
    numbers.map((name) => ({ percentile_ranks: { field: name, values: [-1, 0, 1.5] } })),
    fc
      .tuple(
        field([...fields.long, ...fields.date, ...fields.keyword]),
        fc.constantFrom('asc', 'desc'),
      )
      .filter(([name]) => name !== fields.unknown[0])
      .map(([name, order]) => ({ top_hits: { size: 2, sort: [{ [name]: { order } }] } })),
  )
}

function bucket(clause: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  const anything = field(
    Object.values(fields)
      .flat()
      .filter((name) => name !== 'attributes.cidr'),
  )
  return fc.oneof(
    fc
      .record({
        field: anything,
        size: optional(fc.constantFrom(1, 3, 20)),
        min_doc_count: optional(fc.constantFrom(1, 2)),
      })
      .map((body) => ({ terms: withoutUndefined(body) })),
    fc
      .constantFrom('attributes.country', 'tags')
      .map((name) => ({ terms: { field: name, missing: 'none' } })),
    fc
      .uniqueArray(
        fc.constantFrom('type', 'tags', 'reputation', 'attributes.country', 'wellKnown'),
        {
          minLength: 2,
          maxLength: 3,
        },
      )
      .map((names) => ({
        multi_terms: { terms: names.map((name) => ({ field: name })), size: 10 },
      })),
    fc.constantFrom(...fields.long).map((name) => ({
      range: {
        field: name,
        ranges: [{ to: 0 }, { from: -1, to: 2 }, { from: '1.5' }, { key: 'all' }],
      },
    })),
    fc.constantFrom(...fields.date).map((name) => ({
      date_range: {
        field: name,
        ranges: [{ to: '2023-02' }, { from: '2023-12-31||/y', to: 'now/d' }],
      },
    })),
    fc.constant({
      ip_range: {
        field: 'attributes.ip',
        ranges: [{ mask: networks[0] }, { mask: networks[2] }, { from: addresses[2] }],
      },
    }),
    fc
      .tuple(
        fc.constantFrom('reputation', 'accuracy'),
        fc.constantFrom(1, 2, 0.5),
        fc.constantFrom(0, 1),
      )
      .map(([name, interval, min]) => ({
        histogram: { field: name, interval, min_doc_count: min },
      })),
    fc
      .tuple(
        fc.constantFrom(...fields.date),
        fc.constantFrom<Json>(
          { interval: 'month' },
          { calendar_interval: 'quarter' },
          { calendar_interval: '1y' },
          { calendar_interval: '1w' },
          { fixed_interval: '30d' },
        ),
        fc.constantFrom(0, 1),
      )
      .map(([name, interval, min]) => ({
        date_histogram: { field: name, ...interval, min_doc_count: min },
      })),
    clause.map((filter) => ({ filter })),
    fc.tuple(clause, clause).map(([one, two]) => ({ filters: { filters: { one, two } } })),
  )
}
