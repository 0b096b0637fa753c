import { type Aggregation, type Aggregations } from './aggregation.ts'
import { checkInnerName, checkName } from './aggregations/check-name.ts'
import { aggregations } from './aggregations/index.ts'
import { type QueryContext } from './query-context.ts'
import { members } from './read-json.ts'
import { quote, refuse, refuseTooComplex } from './refuse.ts'

const maxAggregations = 10
const maxDepth = 3
const maxBuckets = 10_000
/** As many records as a page may have. */
const maxHits = 1_000

const definitions = new Map(aggregations.map((definition) => [definition.name, definition]))

/** The members of an aggregation that hold those inside, and what is handed back untouched. */
const subMembers: ReadonlySet<string> = new Set(['aggs', 'aggregations'])

type Count = { aggregations: number }

/** Reads `aggs`, and refuses what would make more buckets than can be answered. */
export function parseAggregations(value: unknown, at: string, context: QueryContext): Aggregations {
  const aggs = readAggregations(value, at, { context, depth: 1, count: { aggregations: 0 } })
  const buckets = predictBuckets(aggs)
  if (buckets > maxBuckets) {
    throw refuseTooComplex(at, `${buckets} buckets, more than ${maxBuckets}`)
  }
  const hits = predictHits(aggs)
  if (hits <= maxHits) return aggs
  throw refuseTooComplex(at, `top_hits of ${hits} hits in all buckets, more than ${maxHits}`)
}

type Nest = { readonly context: QueryContext; readonly depth: number; readonly count: Count }

function readAggregations(value: unknown, at: string, nest: Nest): Aggregations {
  const aggs = new Map<string, Aggregation>()
  for (const [name, body] of members(value, at)) {
    checkName(name, at)
    if (nest.depth > 1) checkInnerName(name, at)
    nest.count.aggregations += 1
    if (nest.count.aggregations > maxAggregations) {
      throw refuseTooComplex(at, `more than ${maxAggregations} aggregations`)
    }
    if (nest.depth > maxDepth) {
      throw refuseTooComplex(at, `aggregations nest deeper than ${maxDepth}`)
    }
    aggs.set(name, readAggregation(body, `${at}.${name}`, nest))
  }
  return aggs
}

function readAggregation(value: unknown, at: string, nest: Nest): Aggregation {
  const all = members(value, at)
  const types = all.filter(([name]) => !subMembers.has(name))
  const [[name, body] = ['', undefined], ...others] = types
  if (types.length === 0 || others.length > 0) {
    throw refuse(at, `must have one type, and has ${types.length}`)
  }
  const definition = definitions.get(name)
  if (!definition) throw refuse(at, `unknown aggregation ${quote(name)}`)
  const subs = all.filter(([member]) => subMembers.has(member))
  if (subs.length > 1) throw refuse(at, 'must have aggs or aggregations, not both')
  const inner = new Map(
    subs.flatMap(([member, sub]) => [
      ...readAggregations(sub, `${at}.${member}`, { ...nest, depth: nest.depth + 1 }),
    ]),
  )
  if (inner.size > 0 && !definition.hasBuckets) {
    throw refuse(at, `${name} cannot have aggregations inside`)
  }
  return definition.read(body, `${at}.${name}`, { ...nest.context, aggs: inner })
}

/** The most buckets there can be; how many intervals a histogram has only the records tell. */
function predictBuckets(aggs: Aggregations): number {
  let total = 0
  for (const agg of aggs.values()) {
    if ('aggs' in agg) total += ownBuckets(agg) * Math.max(1, predictBuckets(agg.aggs))
  }
  return total
}

function predictHits(aggs: Aggregations): number {
  let total = 0
  for (const agg of aggs.values()) {
    if (agg.kind === 'top_hits') total += agg.size
    else if ('aggs' in agg) total += ownBuckets(agg) * predictHits(agg.aggs)
  }
  return total
}

function ownBuckets(agg: Extract<Aggregation, { readonly aggs: Aggregations }>): number {
  switch (agg.kind) {
    case 'terms':
    case 'multi_terms':
      return agg.size
    case 'range':
    case 'date_range':
    case 'ip_range':
      return agg.ranges.length
    case 'filters':
      return agg.queries.length
    case 'histogram':
    case 'date_histogram':
    case 'filter':
      return 1
  }
}
