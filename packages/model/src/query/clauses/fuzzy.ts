import { boostQuery } from '../compose-query.ts'
import { findField } from '../find-field.ts'
import { autoFuzziness, fuzziness } from '../fuzziness.ts'
import { flag, ignored, required, text } from '../read-json.ts'
import { refuse } from '../refuse.ts'
import { isText } from '../words/analysers.ts'
import { wordQuery } from '../words/field-text.ts'
import { maxExpansions, prefixLength, toWordOptions } from '../words/word-options.ts'
import { defineClause } from './define-clause.ts'
import { readFieldOptions } from './read-field-options.ts'

/** Words near a word: `{"fuzzy": {"attributes.aso": {"value": "googl", "fuzziness": 2}}}`. */
export const fuzzy = defineClause({
  name: 'fuzzy',
  read(body, at, context) {
    const {
      name,
      place,
      options: read,
    } = readFieldOptions(body, at, {
      value: text,
      fuzziness,
      max_expansions: maxExpansions,
      prefix_length: prefixLength,
      transpositions: flag,
      rewrite: ignored,
    })
    const word = required(read.value, `${place}.value`)
    const field = findField(name, context)
    if (!field) return { kind: 'none' }
    if (!isText(field)) throw refuse(place, 'this field cannot be fuzzy')
    context.budget.addTerms(place, 1)
    const { transpositions, fuzziness: edits = autoFuzziness, ...others } = read
    const options = toWordOptions(
      { ...others, fuzziness: edits, ...toTranspositions(transpositions) },
      { at: place, context },
    )
    return boostQuery(wordQuery(field, word, options), read.boost)
  },
})

function toTranspositions(transpositions: boolean | undefined) {
  return transpositions === undefined ? {} : { fuzzy_transpositions: transpositions }
}
