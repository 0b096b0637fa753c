import { bounded } from '../bounded.ts'
import { defineBuckets } from './define-buckets.ts'
import { fillGaps } from './fill-gaps.ts'
import { tooManyBuckets } from './bucket-limit.ts'

/** With a narrower one the number of an interval could pass what a double holds. */
const narrowest = 1e-9

/** One bucket per interval of numbers. A key of the rows is the number of its interval. */
export const histogram = defineBuckets({
  kind: 'histogram',
  split: ({ field, interval, offset, minDocCount }, columns) => {
    if (interval < narrowest) throw tooManyBuckets()
    const column = columns.field(field, 'float8')
    const { parameters } = columns
    const start = offset % interval
    const value = column.form === 'float8' ? column.sql : 'NULL::float8'
    const moved = `((${bounded(value)}) - ${parameters.add(start)}::float8)`
    return {
      keys: [`floor(${moved} / ${parameters.add(interval)}::float8)`],
      where: `${value} IS NOT NULL`,
      minDocCount: Math.max(1, minDocCount),
      toJson: (buckets) => ({
        buckets: fillGaps(buckets, {
          minDocCount,
          next: (key) => key + 1,
          predict: (first, last) => last - first + 1,
        }).map(({ key, count, aggs }) => ({
          key: key * interval + start,
          doc_count: count,
          ...aggs,
        })),
      }),
    }
  },
})
