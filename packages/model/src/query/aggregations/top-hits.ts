import { type FieldSort } from '../aggregation.ts'
import { type QueryContext } from '../query-context.ts'
import { integer, isObject, oneOf, onlyMember, readOptions } from '../read-json.ts'
import { quote, refuse } from '../refuse.ts'
import { parseSource, type Source } from '../../source-filter.ts'
import { defineAggregation } from './define-aggregation.ts'
import { findWholeField } from './find-aggregated-field.ts'

const maxHits = 10
const maxSorts = 4

/** The first hits of a bucket. */
export const topHits = defineAggregation({
  name: 'top_hits',
  hasBuckets: false,
  read(body, at, context) {
    const options = readOptions(body, at, {
      size: integer(0, maxHits),
      _source: readSource,
      sort: (value, place) => readSorts(value, place, context),
    })
    return {
      kind: 'top_hits',
      size: options.size ?? 3,
      source: options._source ?? { includes: [], excludes: [] },
      sort: options.sort ?? [],
    }
  },
})

/** `_source` in all its forms: whether at all, a path, paths, or includes and excludes. */
function readSource(value: unknown): Source {
  if (value === true) return { includes: [], excludes: [] }
  if (value === false) return parseSource({ source: { excludes: ['*'] } })
  if (typeof value === 'string') return parseSource({ source: { includes: [value] } })
  return parseSource({ source: Array.isArray(value) ? { includes: value } : value })
}

function readSorts(value: unknown, at: string, context: QueryContext): readonly FieldSort[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (items.length > maxSorts) throw refuse(at, `must be at most ${maxSorts} fields`)
  return items.flatMap((item, index) => readSort(item, `${at}[${index}]`, context))
}

function readSort(item: unknown, at: string, context: QueryContext): readonly FieldSort[] {
  const [name, options]: readonly [string, unknown] =
    typeof item === 'string' ? [item, {}] : onlyMember(item, at)
  const place = `${at}.${name}`
  const read = readOptions(isObject(options) ? options : { order: options }, place, {
    order: oneOf<'asc' | 'desc'>(['asc', 'desc']),
  })
  const order = read.order ?? (name === '_score' ? 'desc' : 'asc')
  // Hits are by score where nothing else is asked for.
  if (name === '_score' && order === 'desc') return []
  const field = findWholeField(name, context)
  if (!field) throw refuse(at, `cannot sort by ${quote(name)}`)
  return [{ field, order }]
}
