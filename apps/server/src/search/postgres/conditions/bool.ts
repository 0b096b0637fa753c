import { type BoolQuery, type Query } from '@windvane/model'
import { type Compilation } from '../compilation.ts'
import { joinValues } from './join-values.ts'

export function compileBool(query: BoolQuery, compilation: Compilation): string {
  const { compile, compileFor } = compilation
  const required = [...query.must, ...query.filter].map(compile)
  const refused = query.mustNot.map((each) => `(${compileFor('row', each)}) IS NOT TRUE`)
  const optional = compileShould(query, compilation)
  const all = [...required, ...optional, ...refused]
  return all.length === 0 ? 'TRUE' : `(${all.join(' AND ')})`
}

/** AND and OR where they say it, as indexes serve them; else a count. */
function compileShould(
  { should, minimumShould }: BoolQuery,
  compilation: Compilation,
): readonly string[] {
  const { parameters, compile, compileFor } = compilation
  if (minimumShould <= 0) return []
  if (minimumShould > should.length) return ['FALSE']
  if (minimumShould === should.length) return should.map(compile)
  const any = compileAny(should, compilation)
  if (minimumShould === 1) return [any]
  const count = should
    .map((query) => `CASE WHEN ${compileFor('row', query)} THEN 1 ELSE 0 END`)
    .join(' + ')
  // The first narrows the rows by indexes that a count cannot use.
  return [any, `(${count}) >= ${parameters.add(minimumShould)}::int`]
}

/** Rows that fit one of the queries at least. */
export function compileAny(
  queries: readonly Query[],
  { compile, compileFor }: Compilation,
): string {
  const [first, ...others] = joinValues(queries)
  if (first === undefined) return 'FALSE'
  if (others.length === 0) return compile(first)
  const conditions = [first, ...others].map((query) => compileFor('either', query))
  return `(${conditions.join(' OR ')})`
}
