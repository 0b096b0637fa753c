import { boolQuery, boostQuery } from '../compose-query.ts'
import { minimumShouldMatch } from '../minimum-should-match.ts'
import { type QueryContext } from '../query-context.ts'
import { type Query } from '../query.ts'
import { boost, flag, ignored, isObject, readOptions } from '../read-json.ts'
import { refuseJson, refuseTooComplex } from '../refuse.ts'
import { defineClause } from './define-clause.ts'

const maxDepth = 10

/** Clauses together: `{must, should, must_not, filter, minimum_should_match}`. */
export const bool = defineClause({
  name: 'bool',
  read(body, at, outer) {
    const context = { ...outer, depth: outer.depth + 1 }
    if (context.depth > maxDepth) {
      throw refuseTooComplex(at, `clauses nest deeper than ${maxDepth}`)
    }
    const clauses = (value: unknown, place: string) => readClauses(value, place, context)
    const options = readOptions(body, at, {
      must: clauses,
      filter: clauses,
      should: clauses,
      must_not: clauses,
      minimum_should_match: minimumShouldMatch,
      adjust_pure_negative: flag,
      boost,
      _name: ignored,
    })
    const { must = [], filter = [], should = [], must_not: mustNot = [] } = options
    const query = boolQuery({
      must,
      filter,
      should,
      mustNot,
      minimum: options.minimum_should_match,
    })
    return boostQuery(query, options.boost)
  },
})

function readClauses(value: unknown, at: string, context: QueryContext): readonly Query[] {
  // A single clause where an array belongs is the commonest mistake, and has its own message.
  if (!Array.isArray(value)) throw refuseJson(at)
  return value.map((clause: unknown, index) => {
    if (!isObject(clause)) throw refuseJson(at)
    return context.readClause(clause, `${at}[${index}]`, context)
  })
}
