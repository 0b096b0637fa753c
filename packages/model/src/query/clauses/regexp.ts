import { parseRegexp } from '../parse-regexp.ts'
import { ignored, required, text } from '../read-json.ts'
import { defineClause } from './define-clause.ts'
import { patternReaders, toPatternQuery } from './pattern-clause.ts'
import { readFieldOptions } from './read-field-options.ts'

/** A regular expression of the whole: `{"regexp": {"attributes.ip": "8\\.8\\.[0-9]\\.[0-9]"}}`. */
export const regexp = defineClause({
  name: 'regexp',
  read(body, at, context) {
    const read = readFieldOptions(body, at, {
      ...patternReaders,
      flags: text,
      max_determinized_states: ignored,
    })
    const { place, options } = read
    const source = parseRegexp(required(options.value, `${place}.value`), place, {
      budget: context.budget,
      hasPlainSyntax: options.flags?.toUpperCase() === 'NONE',
    })
    return toPatternQuery({ ...read, pattern: { kind: 'regexp', source } }, context)
  },
})
