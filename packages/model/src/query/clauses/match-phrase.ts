import { readFieldText } from '../words/read-field-text.ts'
import { wordReaders } from '../words/word-options.ts'
import { defineClause } from './define-clause.ts'

const { analyzer, boost, slop, zero_terms_query, _name } = wordReaders

/** Words in their order: `{"match_phrase": {"attributes.text": {"query": "public DNS"}}}`. */
export const matchPhrase = defineClause({
  name: 'match_phrase',
  read: readFieldText('phrase', { analyzer, boost, slop, zero_terms_query, _name }),
})
