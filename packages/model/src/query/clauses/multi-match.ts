import { boostQuery } from '../compose-query.ts'
import { findWeightedFields } from '../find-field.ts'
import { oneOf, readOptions, required, scalar } from '../read-json.ts'
import { fieldsForms, fieldsTextQuery } from '../words/fields-text.ts'
import { readFieldList } from '../words/read-field-list.ts'
import { tieBreaker, toWordOptions, wordReaders } from '../words/word-options.ts'
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
      tie_breaker: tieBreaker,
    })
    const text = required(read.query, `${at}.query`)
    const fields = findWeightedFields(read.fields, `${at}.fields`, context)
    const query = fieldsTextQuery(fields, text, {
      ...toWordOptions(read, { at, context }),
      form: read.type ?? 'best_fields',
      ...(read.tie_breaker !== undefined && { tieBreaker: read.tie_breaker }),
    })
    const isAll = query === undefined && read.zero_terms_query === 'all'
    return boostQuery(query ?? { kind: isAll ? 'all' : 'none' }, read.boost)
  },
})
