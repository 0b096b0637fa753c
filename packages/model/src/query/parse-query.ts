import { clauses } from './clauses/index.ts'
import { bool } from './clauses/bool.ts'
import { type Corpus } from './field.ts'
import { QueryBudget } from './query-budget.ts'
import { type QueryContext } from './query-context.ts'
import { type Query } from './query.ts'
import { isObject, members, onlyMember } from './read-json.ts'
import { quote, refuse } from './refuse.ts'

const clausesByName = new Map(clauses.map((clause) => [clause.name, clause]))

/** The members that tell a bool object from a single clause. */
const boolMembers: ReadonlySet<string> = new Set([
  'must',
  'filter',
  'should',
  'must_not',
  'minimum_should_match',
  'adjust_pure_negative',
  'boost',
  '_name',
])

/** What the clauses of one request share. */
export function createQueryContext(options: {
  readonly corpus: Corpus
  readonly now: Date
}): QueryContext {
  return { ...options, budget: new QueryBudget(), depth: 0, readClause }
}

/** Reads the `query` of a request: a bool object, or a single clause. */
export function parseQuery(value: unknown, at: string, context: QueryContext): Query {
  if (!isObject(value)) throw refuse(at, 'must be an object')
  const names = members(value, at).map(([name]) => name)
  const isBool = names.every((name) => boolMembers.has(name))
  return isBool ? bool.read(value, at, context) : readClause(value, at, context)
}

function readClause(value: unknown, at: string, context: QueryContext): Query {
  const [name, body] = onlyMember(value, at)
  const clause = clausesByName.get(name)
  if (!clause) throw refuse(at, `unknown clause ${quote(name)}`)
  context.budget.addClause(at)
  return clause.read(body, `${at}.${name}`, context)
}
