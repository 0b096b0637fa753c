import { readFieldText } from '../words/read-field-text.ts'
import { wordReaders } from '../words/word-options.ts'
import { defineClause } from './define-clause.ts'

const { analyzer, boost, max_expansions, slop, zero_terms_query, _name } = wordReaders

/** Words in their order, the last by its begin. */
export const matchPhrasePrefix = defineClause({
  name: 'match_phrase_prefix',
  read: readFieldText('phrase_prefix', {
    analyzer,
    boost,
    max_expansions,
    slop,
    zero_terms_query,
    _name,
  }),
})
