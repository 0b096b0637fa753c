import { members, readOptions, required } from '../read-json.ts'
import { refuse } from '../refuse.ts'
import { defineAggregation } from './define-aggregation.ts'
import { checkName } from './check-name.ts'

/** A bucket for each of some clauses: `{"filters": {"filters": {"<name>": <clause>}}}`. */
export const filters = defineAggregation({
  name: 'filters',
  hasBuckets: true,
  read(body, at, context) {
    const options = readOptions(body, at, { filters: (value) => value })
    const place = `${at}.filters`
    const clauses = members(required(options.filters, place), place)
    if (clauses.length === 0) throw refuse(place, 'must have a filter')
    return {
      kind: 'filters',
      queries: clauses.map(([name, clause]) => {
        checkName(name, place)
        return [name, context.readClause(clause, `${place}.${name}`, context)] as const
      }),
      aggs: context.aggs,
    }
  },
})
