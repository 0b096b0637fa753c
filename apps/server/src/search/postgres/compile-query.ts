import { type Corpus, type Query } from '@windvane/model'
import { type Compilation } from './compilation.ts'
import { compileAny, compileBool } from './conditions/bool.ts'
import { compileExists } from './conditions/exists.ts'
import { compileIds } from './conditions/ids.ts'
import { compilePattern } from './conditions/pattern.ts'
import { compilePhrase } from './conditions/phrase.ts'
import { compileRange } from './conditions/range.ts'
import { compileValues } from './conditions/values.ts'
import { type Parameters } from './parameters.ts'

/**
 * The SQL condition of a query over the row `e` of `entities` or `visibleHistory`. The query was
 * expanded (`expand-query.ts`); all of its values go into the parameters.
 */
export function compileCondition(query: Query, corpus: Corpus, parameters: Parameters): string {
  return compile(query, { corpus, parameters, access: 'index' })
}

/** The same where rows are found already: written so that it is quick to ask of each. */
export function compileRowCondition(query: Query, corpus: Corpus, parameters: Parameters): string {
  return compile(query, { corpus, parameters, access: 'row' })
}

function compile(query: Query, place: Omit<Compilation, 'compile' | 'compileFor'>): string {
  const compilation: Compilation = {
    ...place,
    compile: (inner) => compile(inner, place),
    compileFor: (access, inner) => {
      return compile(inner, { ...place, access: place.access === 'row' ? 'row' : access })
    },
  }
  switch (query.kind) {
    case 'all':
      return 'TRUE'
    case 'none':
      return 'FALSE'
    case 'bool':
      return compileBool(query, compilation)
    case 'ids':
      return compileIds(query.ids, compilation)
    case 'exists':
      return compileExists(query.field, compilation)
    case 'values':
      return compileValues(query, compilation)
    case 'range':
      return compileRange(query, compilation)
    case 'pattern':
      return compilePattern(query, compilation)
    case 'phrase':
      return compilePhrase(query, compilation)
    case 'best':
      return query.queries.length === 0 ? 'FALSE' : compileAny(query.queries, compilation)
    case 'boost':
      return compilation.compile(query.query)
  }
}
