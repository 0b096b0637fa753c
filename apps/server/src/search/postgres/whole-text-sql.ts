import { type Corpus, type Field } from '@windvane/model'
import { type TermField } from './term-field.ts'

/**
 * The SQL of the text behind the only whole term of a field, which is quicker read than found among
 * the terms; undefined where a field has several or words.
 */
export function wholeTextSql(
  { source }: Field,
  { forms }: TermField,
  corpus: Corpus,
): string | undefined {
  if (source.of === 'member' || forms.includes(':')) return undefined
  if (source.of === 'attribute') return `(e.attributes ->> '${source.name}')`
  return corpus === 'entities' ? 'e.value' : '(e.attributes ->> e.type)'
}
