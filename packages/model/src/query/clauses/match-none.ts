import { boost, ignored, readOptions } from '../read-json.ts'
import { defineClause } from './define-clause.ts'

/** No record: `{"match_none": {}}`. */
export const matchNone = defineClause({
  name: 'match_none',
  read(body, at) {
    readOptions(body, at, { boost, _name: ignored })
    return { kind: 'none' }
  },
})
