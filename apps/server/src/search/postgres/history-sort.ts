import { resolveField } from '@windvane/model'
import { type Sort } from '../search-engine.ts'
import { fieldSql } from './field-sql.ts'

/** The order by a field of history over the row `e`; one that its records lack puts nothing in order. */
export function historySort({ field, order }: Sort): string {
  const found = resolveField(field, 'history')
  if (found === undefined) return 'e.rank'
  const { expression, type } = fieldSql(found, 'history')
  return `${expression}${type === 'text' ? ' COLLATE "C"' : ''} ${order.toUpperCase()} NULLS LAST`
}
