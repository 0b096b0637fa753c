import { required } from '../read-json.ts'
import { defineClause } from './define-clause.ts'
import { patternReaders, toPatternQuery } from './pattern-clause.ts'
import { readFieldOptions } from './read-field-options.ts'

/** The begin of a word or text: `{"prefix": {"attributes.aso": "Google"}}`. */
export const prefix = defineClause({
  name: 'prefix',
  read(body, at, context) {
    const read = readFieldOptions(body, at, patternReaders)
    const text = required(read.options.value, `${read.place}.value`)
    return toPatternQuery({ ...read, pattern: { kind: 'prefix', text } }, context)
  },
})
