import { parseWildcard } from '../parse-wildcard.ts'
import { required, text } from '../read-json.ts'
import { defineClause } from './define-clause.ts'
import { patternReaders, toPatternQuery } from './pattern-clause.ts'
import { readFieldOptions } from './read-field-options.ts'

/** A form with `*` and `?`: `{"wildcard": {"attributes.text": {"value": "Google*DNS"}}}`. */
export const wildcard = defineClause({
  name: 'wildcard',
  read(body, at, context) {
    const read = readFieldOptions(body, at, { ...patternReaders, wildcard: text })
    const { place, options } = read
    const source = required(options.value ?? options.wildcard, `${place}.value`)
    return toPatternQuery({ ...read, pattern: parseWildcard(source, place, context) }, context)
  },
})
