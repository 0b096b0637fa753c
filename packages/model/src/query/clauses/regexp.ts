import { boostQuery } from '../compose-query.ts'
import { findField } from '../find-field.ts'
import { parseRegexp } from '../parse-regexp.ts'
import { patternQuery } from '../pattern-query.ts'
import {
  boost,
  flag,
  ignored,
  isObject,
  onlyMember,
  readOptions,
  required,
  text,
} from '../read-json.ts'
import { defineClause } from './define-clause.ts'

/** A regular expression of the whole: `{"regexp": {"attributes.ip": "8\\.8\\.[0-9]\\.[0-9]"}}`. */
export const regexp = defineClause({
  name: 'regexp',
  read(body, at, context) {
    const [name, value] = onlyMember(body, at)
    const place = `${at}.${name}`
    const options = readOptions(isObject(value) ? value : { value }, place, {
      value: text,
      flags: text,
      case_insensitive: flag,
      max_determinized_states: ignored,
      rewrite: ignored,
      boost,
      _name: ignored,
    })
    const source = parseRegexp(required(options.value, `${place}.value`), place, {
      budget: context.budget,
      hasPlainSyntax: options.flags?.toUpperCase() === 'NONE',
    })
    const isCaseInsensitive = options.case_insensitive ?? false
    const pattern = { kind: 'regexp', source } as const
    const query = patternQuery(findField(name, context), pattern, {
      at: place,
      context,
      isCaseInsensitive,
    })
    return boostQuery(query, options.boost)
  },
})
