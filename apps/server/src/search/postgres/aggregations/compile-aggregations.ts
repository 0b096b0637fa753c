import { type Aggregations } from '@windvane/model'
import { type AggregationContext, AggregationStatement } from './aggregation-statement.ts'
import { compileLevel } from './compile-level.ts'
import { type JsonObject } from './json.ts'
import { type AggregationRow, Result } from './result.ts'

export type CompiledAggregations = {
  /** A query over `matched`, to stand as a CTE or as `FROM (…)` beside the one that defines it. */
  readonly sql: string
  /** Makes the reply's `aggregations` of all rows of the query; throws 400 for too many buckets. */
  readonly read: (rows: readonly AggregationRow[]) => JsonObject
}

/**
 * Writes all aggregations as one query. The matched rows are read once, with the columns that are
 * asked for; each aggregation that splits groups them, or those that its parent kept, and every
 * bucket comes out as a row that names its parent. So no level costs a query per bucket.
 */
export function compileAggregations(
  aggregations: Aggregations,
  context: AggregationContext,
): CompiledAggregations {
  const statement = new AggregationStatement(context)
  const read = compileLevel(statement, statement.top, aggregations)
  return { sql: statement.write(), read: (rows) => read(new Result(rows), 0) }
}
