import { boostQuery } from '../compose-query.ts'
import { findField } from '../find-field.ts'
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

/** The begin of a word or text: `{"prefix": {"attributes.aso": "Google"}}`. */
export const prefix = defineClause({
  name: 'prefix',
  read(body, at, context) {
    const [name, value] = onlyMember(body, at)
    const place = `${at}.${name}`
    const options = readOptions(isObject(value) ? value : { value }, place, {
      value: text,
      case_insensitive: flag,
      boost,
      rewrite: ignored,
      _name: ignored,
    })
    const pattern = { kind: 'prefix', text: required(options.value, `${place}.value`) } as const
    const isCaseInsensitive = options.case_insensitive ?? false
    const query = patternQuery(findField(name, context), pattern, {
      at: place,
      context,
      isCaseInsensitive,
    })
    return boostQuery(query, options.boost)
  },
})
