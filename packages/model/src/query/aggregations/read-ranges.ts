import { type Range } from '../aggregation.ts'
import { type Scalar } from '../query.ts'
import { list, type Reader, readOptions, required, scalar, text } from '../read-json.ts'
import { refuse } from '../refuse.ts'

const maxRanges = 1_000

/** A bound as it is compared, stored and spelled. */
export type Bound = {
  readonly order: number | string
  readonly value: Scalar
  readonly text: string
}

type OrderedRange = { readonly range: Range; readonly from?: Bound; readonly to?: Bound }

/** Reads `ranges`; the buckets are in the order of their bounds, as OpenSearch has them. */
export function readRanges(value: unknown, at: string, readBound: Reader<Bound>): readonly Range[] {
  const read = required(value, at)
  const ranges = list((item, place) => readRange(item, place, readBound), maxRanges)(read, at)
  if (ranges.length === 0) throw refuse(at, 'must have a range')
  return orderRanges(ranges)
}

/** Ranges by where they begin, then by where they end. */
export function orderRanges(ranges: readonly OrderedRange[]): readonly Range[] {
  const sorted = ranges.toSorted(
    (a, b) =>
      compareBounds(a.from?.order, b.from?.order, -1) || compareBounds(a.to?.order, b.to?.order, 1),
  )
  return sorted.map(({ range }) => range)
}

/** A range with the key that OpenSearch gives it, such as `-3.0-0.0` or `*-0.0`. */
export function toRange(bounds: {
  readonly key?: string | undefined
  readonly from?: Bound | undefined
  readonly to?: Bound | undefined
}): OrderedRange {
  const { key, from, to } = bounds
  const range = {
    key: key ?? `${from?.text ?? '*'}-${to?.text ?? '*'}`,
    ...(from && { from: from.value }),
    ...(to && { to: to.value }),
  }
  return { range, ...(from && { from }), ...(to && { to }) }
}

function readRange(item: unknown, at: string, readBound: Reader<Bound>): OrderedRange {
  const options = readOptions(item, at, { key: text, from: scalar, to: scalar })
  const bound = (raw: Scalar | undefined, name: string) =>
    raw === undefined ? undefined : readBound(raw, `${at}.${name}`)
  return toRange({
    key: options.key,
    from: bound(options.from, 'from'),
    to: bound(options.to, 'to'),
  })
}

/** An absent bound is before or after all others. */
function compareBounds(
  a: Bound['order'] | undefined,
  b: Bound['order'] | undefined,
  absent: -1 | 1,
): number {
  if (a === b) return 0
  if (a === undefined) return absent
  if (b === undefined) return -absent
  return a < b ? -1 : 1
}
