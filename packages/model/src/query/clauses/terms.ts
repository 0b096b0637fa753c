import { boostQuery } from '../compose-query.ts'
import { valuesQuery } from '../field-value.ts'
import { findField } from '../find-field.ts'
import { boost, list, members, scalar } from '../read-json.ts'
import { refuse } from '../refuse.ts'
import { defineClause } from './define-clause.ts'

const readValues = list(scalar, 1_024)

/** Any of some values: `{"terms": {"tags": ["a", "b"]}}`. */
export const terms = defineClause({
  name: 'terms',
  read(body, at, context) {
    const all = members(body, at)
    const fields = all.filter(([name]) => name !== 'boost' && name !== '_name')
    const [[name, value] = ['', undefined], ...others] = fields
    if (fields.length === 0 || others.length > 0) throw refuse(at, 'must name one field')
    const values = readValues(value, `${at}.${name}`)
    const factor = all.find(([member]) => member === 'boost')
    const field = findField(name, context)
    if (!field) return { kind: 'none' }
    const query = valuesQuery(field, values, { context })
    if (!query) throw refuse(`${at}.${name}`, 'holds what is not a value of this field')
    return boostQuery(query, factor && boost(factor[1], `${at}.boost`))
  },
})
