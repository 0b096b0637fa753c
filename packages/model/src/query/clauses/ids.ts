import { boostQuery } from '../compose-query.ts'
import { boost, ignored, list, readOptions, text } from '../read-json.ts'
import { defineClause } from './define-clause.ts'

/** Records by id: `{"ids": {"values": ["ip-…"]}}`. */
export const ids = defineClause({
  name: 'ids',
  read(body, at) {
    const options = readOptions(body, at, { values: list(text, 1_024), boost, _name: ignored })
    const found = [...new Set(options.values)]
    if (found.length === 0) return { kind: 'none' }
    return boostQuery({ kind: 'ids', ids: found }, options.boost)
  },
})
