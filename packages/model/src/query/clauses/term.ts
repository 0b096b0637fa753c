import { boostQuery } from '../compose-query.ts'
import { valuesQuery } from '../field-value.ts'
import { findField } from '../find-field.ts'
import { flag, required, scalar } from '../read-json.ts'
import { quote, refuse } from '../refuse.ts'
import { defineClause } from './define-clause.ts'
import { readFieldOptions } from './read-field-options.ts'

/** A value as it is: `{"term": {"type": {"value": "ip"}}}` or `{"term": {"type": "ip"}}`. */
export const term = defineClause({
  name: 'term',
  read(body, at, context) {
    const readers = { value: scalar, case_insensitive: flag }
    const { name, place, options } = readFieldOptions(body, at, readers)
    const raw = required(options.value, `${place}.value`)
    const field = findField(name, context)
    if (!field) return { kind: 'none' }
    context.budget.addTerms(place, 1)
    const isCaseInsensitive = options.case_insensitive ?? false
    const query = valuesQuery(field, [raw], { context, isCaseInsensitive })
    if (!query) throw refuse(place, `${quote(raw)} is not a value of this field`)
    return boostQuery(query, options.boost)
  },
})
