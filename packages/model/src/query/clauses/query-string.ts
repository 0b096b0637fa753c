import { boostQuery } from '../compose-query.ts'
import { readTimeZone } from '../dates/date-options.ts'
import { findWeightedFields } from '../find-field.ts'
import { fuzziness } from '../fuzziness.ts'
import { minimumShouldMatch } from '../minimum-should-match.ts'
import {
  boost,
  fieldName,
  flag,
  ignored,
  oneOf,
  readOptions,
  required,
  text,
} from '../read-json.ts'
import { FieldQueries, withMinimum } from '../query-string/field-queries.ts'
import { parseQueryString } from '../query-string/parse-query-string.ts'
import { readFieldList } from '../words/read-field-list.ts'
import { fieldsForms } from '../words/fields-text.ts'
import {
  analyser,
  maxExpansions,
  operator,
  prefixLength,
  slop,
  tieBreaker,
  toWordOptions,
} from '../words/word-options.ts'
import { defineClause } from './define-clause.ts'

const readers = {
  query: text,
  default_field: fieldName,
  fields: readFieldList,
  default_operator: operator,
  type: oneOf(fieldsForms),
  tie_breaker: tieBreaker,
  analyzer: analyser,
  quote_analyzer: analyser,
  fuzziness,
  fuzzy_max_expansions: maxExpansions,
  fuzzy_prefix_length: prefixLength,
  fuzzy_transpositions: flag,
  fuzzy_rewrite: ignored,
  phrase_slop: slop,
  minimum_should_match: minimumShouldMatch,
  lenient: flag,
  allow_leading_wildcard: flag,
  analyze_wildcard: flag,
  auto_generate_synonyms_phrase_query: ignored,
  enable_position_increments: ignored,
  max_determinized_states: ignored,
  rewrite: ignored,
  escape: flag,
  time_zone: readTimeZone,
  boost,
  _name: ignored,
}

/** The language of one line: `{"query_string": {"query": "attributes.text:\"Google DNS\" AND US"}}`. */
export const queryString = defineClause({
  name: 'query_string',
  read(body, at, context) {
    const read = readOptions(body, at, readers)
    const source = required(read.query, `${at}.query`)
    const names =
      read.fields ?? (read.default_field === undefined ? undefined : [read.default_field])
    const words = toWordOptions(
      {
        ...(read.default_operator && { operator: read.default_operator }),
        ...(read.analyzer && { analyzer: read.analyzer }),
        ...(read.minimum_should_match && { minimum_should_match: read.minimum_should_match }),
        ...(read.lenient !== undefined && { lenient: read.lenient }),
        ...(read.fuzzy_max_expansions && { max_expansions: read.fuzzy_max_expansions }),
        ...(read.fuzzy_prefix_length && { prefix_length: read.fuzzy_prefix_length }),
        ...(read.fuzzy_transpositions !== undefined && {
          fuzzy_transpositions: read.fuzzy_transpositions,
        }),
        ...(read.phrase_slop && { slop: read.phrase_slop }),
      },
      { at: `${at}.query`, context },
    )
    const { minimum, ...others } = words
    const queries = new FieldQueries({
      ...others,
      form: read.type ?? 'best_fields',
      fields: findWeightedFields(names, `${at}.fields`, context),
      hasUsualFields: names === undefined || (names.length === 1 && names[0] === '*'),
      hasLeadingWildcards: read.allow_leading_wildcard ?? true,
      isWildcardAnalysed: read.analyze_wildcard ?? false,
      ...(read.tie_breaker !== undefined && { tieBreaker: read.tie_breaker }),
      ...(read.fuzziness && { fuzzyEdits: read.fuzziness }),
      ...(read.quote_analyzer && { phraseAnalyser: read.quote_analyzer }),
      ...(read.time_zone && { zone: read.time_zone }),
    })
    const query = parseQueryString(read.escape ? escapeOperators(source) : source, queries)
    if (!query) return { kind: 'none' }
    return boostQuery(withMinimum(query, { ...(minimum && { minimum }) }), read.boost)
  },
})

function escapeOperators(source: string): string {
  return source.replaceAll(/[\\+\-!():^[\]"{}~*?|&/]/g, '\\$&')
}
