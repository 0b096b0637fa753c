import { boostQuery } from '../compose-query.ts'
import { findWeightedFields } from '../find-field.ts'
import { minimumShouldMatch } from '../minimum-should-match.ts'
import { boost, flag, ignored, readOptions, required, text } from '../read-json.ts'
import { FieldQueries, withMinimum } from '../query-string/field-queries.ts'
import { allFlags, readFlags } from '../simple-query-string/flags.ts'
import { parseSimpleQueryString } from '../simple-query-string/parse-simple-query-string.ts'
import { readFieldList } from '../words/read-field-list.ts'
import {
  analyser,
  maxExpansions,
  operator,
  prefixLength,
  toWordOptions,
} from '../words/word-options.ts'
import { defineClause } from './define-clause.ts'

const readers = {
  query: text,
  fields: readFieldList,
  default_operator: operator,
  flags: readFlags,
  analyzer: analyser,
  analyze_wildcard: flag,
  auto_generate_synonyms_phrase_query: ignored,
  fuzzy_max_expansions: maxExpansions,
  fuzzy_prefix_length: prefixLength,
  fuzzy_transpositions: flag,
  lenient: flag,
  minimum_should_match: minimumShouldMatch,
  boost,
  _name: ignored,
}

/** A text as people type it: what is no operator in its place is a word. */
export const simpleQueryString = defineClause({
  name: 'simple_query_string',
  read(body, at, context) {
    const read = readOptions(body, at, readers)
    const source = required(read.query, `${at}.query`)
    const { minimum, ...words } = toWordOptions(
      {
        // A word that is no value of a field finds nothing there.
        lenient: true,
        ...(read.default_operator && { operator: read.default_operator }),
        ...(read.analyzer && { analyzer: read.analyzer }),
        ...(read.minimum_should_match && { minimum_should_match: read.minimum_should_match }),
        ...(read.fuzzy_max_expansions && { max_expansions: read.fuzzy_max_expansions }),
        ...(read.fuzzy_prefix_length && { prefix_length: read.fuzzy_prefix_length }),
        ...(read.fuzzy_transpositions !== undefined && {
          fuzzy_transpositions: read.fuzzy_transpositions,
        }),
      },
      { at: `${at}.query`, context },
    )
    const queries = new FieldQueries({
      ...words,
      form: 'most_fields',
      fields: findWeightedFields(read.fields, `${at}.fields`, context),
      hasUsualFields: read.fields === undefined,
      hasLeadingWildcards: true,
      isWildcardAnalysed: read.analyze_wildcard ?? false,
    })
    const query = parseSimpleQueryString(source, queries, read.flags ?? allFlags)
    if (!query) return { kind: 'none' }
    return boostQuery(withMinimum(query, { ...(minimum && { minimum }) }), read.boost)
  },
})
