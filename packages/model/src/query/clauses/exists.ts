import { boostQuery } from '../compose-query.ts'
import { existsQuery } from '../exists-query.ts'
import { boost, fieldName, ignored, readOptions, required } from '../read-json.ts'
import { defineClause } from './define-clause.ts'

/** Records that have a value: `{"exists": {"field": "attributes.country"}}`. */
export const exists = defineClause({
  name: 'exists',
  read(body, at, context) {
    const options = readOptions(body, at, { field: fieldName, boost, _name: ignored })
    const name = required(options.field, `${at}.field`)
    return boostQuery(existsQuery(name, `${at}.field`, context), options.boost)
  },
})
