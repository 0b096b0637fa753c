import { type Field } from '@windvane/model'
import { visibleHistory } from '../../../entity-rows/history-row.ts'
import { visibleCondition } from '../../../entity-rows/visible.ts'
import { findTermField } from '../term-field.ts'
import { type Expansion, timeLeft } from './expansion.ts'

/** The first so many of the texts that the field has in a row that the reader may see. */
export async function keepVisible(
  field: Field,
  { texts, limit }: { readonly texts: readonly string[]; readonly limit: number },
  expansion: Expansion,
): Promise<readonly string[]> {
  const terms = findTermField(field)
  // Texts of other fields were read from visible rows.
  if (terms === undefined) return texts.slice(0, limit)
  const kept: string[] = []
  for (let start = 0; start < texts.length && kept.length < limit; start += limit) {
    const chunk = texts.slice(start, start + limit)
    const found = await listVisible(
      chunk.map((text) => terms.forms.map((form) => `${terms.name}${form}${text}`)),
      expansion,
    )
    kept.push(...chunk.filter((_text, place) => found.has(place)))
  }
  return kept.slice(0, limit)
}

/** The places of those of which one of the terms is in a visible row. */
async function listVisible(
  texts: readonly (readonly string[])[],
  expansion: Expansion,
): Promise<ReadonlySet<number>> {
  const { store, viewer, corpus } = expansion
  const places = texts.flatMap((terms, place) => terms.map(() => place))
  const isHistory = corpus === 'history'
  const statement = {
    text: `SELECT DISTINCT t.place FROM unnest($2::text[], $3::int[]) AS t(term, place)
      WHERE EXISTS (SELECT 1 FROM ${isHistory ? visibleHistory : 'entities'} e
        WHERE ${isHistory ? 'TRUE' : visibleCondition(viewer)} AND e.terms @> ARRAY[t.term])`,
  }
  const rows = await store.query<{ readonly place: number }>(
    statement,
    [isHistory ? viewer.groups : viewer.audiences, texts.flat(), places],
    { budgetMs: timeLeft(expansion) },
  )
  return new Set(rows.map((row) => row.place))
}
