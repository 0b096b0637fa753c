import { boostQuery } from '../compose-query.ts'
import { findField } from '../find-field.ts'
import { parseWildcard } from '../parse-wildcard.ts'
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

/** A form with `*` and `?`: `{"wildcard": {"attributes.text": {"value": "Google*DNS"}}}`. */
export const wildcard = defineClause({
  name: 'wildcard',
  read(body, at, context) {
    const [name, value] = onlyMember(body, at)
    const place = `${at}.${name}`
    const options = readOptions(isObject(value) ? value : { value }, place, {
      value: text,
      wildcard: text,
      case_insensitive: flag,
      boost,
      rewrite: ignored,
      _name: ignored,
    })
    const source = required(options.value ?? options.wildcard, `${place}.value`)
    const pattern = parseWildcard(source, place, context)
    const isCaseInsensitive = options.case_insensitive ?? false
    const query = patternQuery(findField(name, context), pattern, {
      at: place,
      context,
      isCaseInsensitive,
    })
    return boostQuery(query, options.boost)
  },
})
