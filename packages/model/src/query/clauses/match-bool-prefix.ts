import { readFieldText } from '../words/read-field-text.ts'
import { wordReaders } from '../words/word-options.ts'
import { defineClause } from './define-clause.ts'

const { slop: _slop, zero_terms_query: _zeroTerms, ...readers } = wordReaders

/** Words of a text, the last by its begin. */
export const matchBoolPrefix = defineClause({
  name: 'match_bool_prefix',
  read: readFieldText('bool_prefix', readers),
})
