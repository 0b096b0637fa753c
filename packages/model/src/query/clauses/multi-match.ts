import { boostQuery } from '../compose-query.ts'
import { findWeightedFields } from '../find-field.ts'
import { decimal, oneOf, readOptions, required, scalar } from '../read-json.ts'
import { refuse } from '../refuse.ts'
import { fieldsForms, fieldsTextQuery } from '../words/fields-text.ts'
import { readFieldList } from '../words/read-field-list.ts'
import { toWordOptions, wordReaders } from '../words/word-options.ts'
import { defineClause } from './define-clause.ts'

/** A text in several fields: `{"multi_match": {"query": "google dns", "fields": ["attributes.text"]}}`. */
export const multiMatch = defineClause({
  name: 'multi_match',
  read(body, at, context) {
    const read = readOptions(body, at, {
      ...wordReaders,
      query: scalar,
      fields: readFieldList,
      type: oneOf(fieldsForms),
      tie_breaker: decimal,
    })
    const text = required(read.query, `${at}.query`)
    const fields = findWeightedFields(read.fields, `${at}.fields`, context)
    const { tie_breaker: tieBreaker } = read
    if (tieBreaker !== undefined && (tieBreaker < 0 || tieBreaker > 1)) {
      throw refuse(`${at}.tie_breaker`, 'must be from 0 to 1')
    }
    const query = fieldsTextQuery(fields, text, {
      ...toWordOptions(read, { at, context }),
      form: read.type ?? 'best_fields',
      ...(tieBreaker !== undefined && { tieBreaker }),
    })
    const isAll = query === undefined && read.zero_terms_query === 'all'
    return boostQuery(query ?? { kind: isAll ? 'all' : 'none' }, read.boost)
  },
})
