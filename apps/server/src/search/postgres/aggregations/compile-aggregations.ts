import { type Aggregations } from '@windvane/model'
import { type AggregationContext, AggregationStatement } from './aggregation-statement.ts'
import { compileLevel } from './compile-level.ts'
import { type JsonObject } from './json.ts'
import { type AggregationRow, Result } from './result.ts'

export type CompiledAggregations = {
  /** What `matched` selects of each row `e` besides its primary key; a comma before each column. */
  readonly columns: string
  /** A query over the CTE `matched`, to stand as another CTE or as `FROM (…)` beside it. */
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
  const sql = statement.write()
  return { columns: statement.writeColumns(), sql, read: (rows) => read(new Result(rows), 0) }
}
