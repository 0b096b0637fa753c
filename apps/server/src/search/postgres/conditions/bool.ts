import { type BoolQuery } from '@windvane/model'
import { type Compilation } from '../compilation.ts'
import { joinValues } from './join-values.ts'

export function compileBool(query: BoolQuery, compilation: Compilation): string {
  const { compile } = compilation
  const required = [...query.must, ...query.filter].map(compile)
  const refused = query.mustNot.map((each) => `(${compile(each)}) IS NOT TRUE`)
  const optional = compileShould(query, compilation)
  const all = [...required, ...optional, ...refused]
  return all.length === 0 ? 'TRUE' : `(${all.join(' AND ')})`
}

/** AND and OR where they say it, as indexes serve them; else a count. */
function compileShould(
  { should, minimumShould }: BoolQuery,
  { parameters, compile }: Compilation,
): readonly string[] {
  if (minimumShould <= 0) return []
  if (minimumShould > should.length) return ['FALSE']
  if (minimumShould === should.length) return should.map(compile)
  const any = `(${joinValues(should).map(compile).join(' OR ')})`
  if (minimumShould === 1) return [any]
  const count = should.map((query) => `CASE WHEN ${compile(query)} THEN 1 ELSE 0 END`).join(' + ')
  // The first narrows the rows by indexes that a count cannot use.
  return [any, `(${count}) >= ${parameters.add(minimumShould)}::int`]
}
