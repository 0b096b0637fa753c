import { boostQuery } from '../compose-query.ts'
import { boost, ignored, readOptions } from '../read-json.ts'
import { defineClause } from './define-clause.ts'

/** Every record: `{"match_all": {}}`. */
export const matchAll = defineClause({
  name: 'match_all',
  read(body, at) {
    const options = readOptions(body, at, { boost, _name: ignored })
    return boostQuery({ kind: 'all' }, options.boost)
  },
})
