import { boostQuery } from '../compose-query.ts'
import { findField } from '../find-field.ts'
import { type QueryContext } from '../query-context.ts'
import { type Query } from '../query.ts'
import {
  isObject,
  onlyMember,
  type Options,
  readOptions,
  required,
  scalar,
  type Reader,
} from '../read-json.ts'
import { fieldTextQuery, type WordForm } from './field-text.ts'
import { toWordOptions, type wordReaders } from './word-options.ts'

type TextReaders = Readonly<Partial<typeof wordReaders>> & Readonly<Record<string, Reader<unknown>>>

/** Reads a clause of the shape `{"<field>": {"query": …}}` or `{"<field>": "…"}`. */
export function readFieldText(
  form: WordForm,
  readers: TextReaders,
): (body: unknown, at: string, context: QueryContext) => Query {
  return (body, at, context) => {
    const [name, value] = onlyMember(body, at)
    const place = `${at}.${name}`
    const all = { ...readers, query: scalar }
    const read = readOptions(isObject(value) ? value : { query: value }, place, all)
    const text = required(read.query, `${place}.query`)
    const field = findField(name, context)
    if (!field) return { kind: 'none' }
    // The readers are those of the word options, or fewer.
    const options = read as Partial<Options<typeof wordReaders>>
    const words = toWordOptions(options, { at: place, context })
    const query = fieldTextQuery(field, text, { ...words, form })
    const isAll = query === undefined && options.zero_terms_query === 'all'
    return boostQuery(query ?? { kind: isAll ? 'all' : 'none' }, options.boost)
  }
}
