import { bool } from './bool.ts'
import { type Clause } from './define-clause.ts'
import { exists } from './exists.ts'
import { fuzzy } from './fuzzy.ts'
import { ids } from './ids.ts'
import { matchAll } from './match-all.ts'
import { matchBoolPrefix } from './match-bool-prefix.ts'
import { matchNone } from './match-none.ts'
import { matchPhrasePrefix } from './match-phrase-prefix.ts'
import { matchPhrase } from './match-phrase.ts'
import { match } from './match.ts'
import { multiMatch } from './multi-match.ts'
import { prefix } from './prefix.ts'
import { queryString } from './query-string.ts'
import { range } from './range.ts'
import { regexp } from './regexp.ts'
import { simpleQueryString } from './simple-query-string.ts'
import { term } from './term.ts'
import { terms } from './terms.ts'
import { wildcard } from './wildcard.ts'

/** Every clause of the query language (contract.md 4.2). */
export const clauses: readonly Clause[] = Object.freeze([
  bool,
  term,
  terms,
  ids,
  range,
  exists,
  prefix,
  fuzzy,
  wildcard,
  regexp,
  match,
  multiMatch,
  matchBoolPrefix,
  matchPhrase,
  matchPhrasePrefix,
  queryString,
  simpleQueryString,
  matchAll,
  matchNone,
])
