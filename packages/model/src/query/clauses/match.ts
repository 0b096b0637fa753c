import { readFieldText } from '../words/read-field-text.ts'
import { wordReaders } from '../words/word-options.ts'
import { defineClause } from './define-clause.ts'

const { slop: _slop, ...readers } = wordReaders

/** Any or all words of a text: `{"match": {"attributes.text": {"query": "google dns"}}}`. */
export const match = defineClause({ name: 'match', read: readFieldText('words', readers) })
