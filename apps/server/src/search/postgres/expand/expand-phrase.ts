import { type PhraseQuery, type Query } from '@windvane/model'
import { visibleHistory } from '../../../entity-rows/history-row.ts'
import { visibleCondition } from '../../../entity-rows/visible.ts'
import { Parameters } from '../parameters.ts'
import { findTermField } from '../term-field.ts'
import { writeSpans } from '../term-span.ts'
import { constantly } from './constantly.ts'
import { type Expansion, timeLeft } from './expansion.ts'
import { textStart } from './to-terms-query.ts'

/** A phrase for each word of a visible row that the last word begins, in their order. */
export async function expandPhrase(query: PhraseQuery, expansion: Expansion): Promise<Query> {
  const { field, words } = query
  const start = words.slice(0, -1)
  const ends = await listWords(query, expansion)
  if (ends.length === 0) return { kind: 'none' }
  if (start.length === 0) {
    // On labels a word is meant too, which has the form of a text with one.
    return constantly({ kind: 'values', field, values: ends, isCaseInsensitive: false })
  }
  return {
    kind: 'best',
    queries: ends.map((end) => ({ ...query, words: [...start, end], isPrefix: false })),
    tieBreaker: 0,
  }
}

async function listWords(
  { field, words, maxExpansions }: PhraseQuery,
  expansion: Expansion,
): Promise<readonly string[]> {
  const terms = findTermField(field)
  if (terms?.forms.includes(':') !== true) return []
  const { store, viewer, corpus } = expansion
  const isHistory = corpus === 'history'
  const parameters = new Parameters([isHistory ? viewer.groups : viewer.audiences])
  const low = `${terms.name}:${words.at(-1) ?? ''}`
  const span = { low, isLowIncluded: true, high: `${low}\u{10ffff}`, isHighIncluded: false }
  const text = `SELECT s.term FROM search_terms s
    WHERE ${writeSpans('s.term', [span], parameters)}
      AND EXISTS (SELECT 1 FROM ${isHistory ? visibleHistory : 'entities'} e
        WHERE ${isHistory ? 'TRUE' : visibleCondition(viewer)} AND e.terms @> ARRAY[s.term])
    ORDER BY s.term LIMIT ${parameters.add(maxExpansions)}`
  const rows = await store.query<{ readonly term: string }>({ text }, parameters.values, {
    budgetMs: timeLeft(expansion),
  })
  return rows.map((row) => row.term.slice(textStart(row.term)))
}
