import { type Field } from '@windvane/model'

/** The SQL of the words of a field, joined by spaces; null where there are fewer than two. */
export function analysedSql({ source }: Field): string {
  if (source.of === 'value') return '(e.analysed ->> e.type)'
  return `(e.analysed ->> '${source.name}')`
}
