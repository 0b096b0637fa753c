import { type PhraseQuery, type Query } from '@windvane/model'
import { visibleHistory } from '../../../entity-rows/history-row.ts'
import { visibleCondition } from '../../../entity-rows/visible.ts'
import { Parameters } from '../parameters.ts'
import { findTermField } from '../term-field.ts'
import { writeSpans } from '../term-span.ts'
import { constantly } from './constantly.ts'
import { type Expansion, timeLeft } from './expansion.ts'

/** The phrase in rows that have one of the first words of visible rows which its last word begins. */
export async function expandPhrase(query: PhraseQuery, expansion: Expansion): Promise<Query> {
  const { field, words } = query
  const start = words.slice(0, -1)
  const ends = await listWords(query, expansion)
  if (ends.length === 0) return { kind: 'none' }
  if (start.length === 0) {
    // On labels a word is meant too, which has the form of a text with one.
    return constantly({ kind: 'values', field, values: ends, isCaseInsensitive: false })
  }
  // Where all words are known that the last one begins, the phrase need only go on somehow.
  const isWhole = ends.length < query.maxExpansions
  const phrases: Query =
    query.slop === 0 && isWhole
      ? query
      : {
          kind: 'best',
          queries: ends.map((end) => ({ ...query, words: [...start, end], isPrefix: false })),
          tieBreaker: 0,
        }
  const hasEnd: Query = { kind: 'values', field, values: ends, isCaseInsensitive: false }
  return {
    kind: 'bool',
    must: [phrases],
    filter: [hasEnd],
    should: [],
    mustNot: [],
    minimumShould: 0,
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
  const begin = words.at(-1) ?? ''
  const limit = parameters.add(maxExpansions)
  // A whole text of one word is a word too.
  const lists = ([':', '~'] as const).map((form) => {
    const low = `${terms.name}${form}${begin}`
    const span = { low, isLowIncluded: true, high: `${low}\u{10ffff}`, isHighIncluded: false }
    return `(SELECT substr(s.term, ${parameters.add(low.length - begin.length + 1)}::int) AS word
      FROM search_terms s WHERE ${writeSpans('s.term', [span], parameters)}
        AND EXISTS (SELECT 1 FROM ${isHistory ? visibleHistory : 'entities'} e
          WHERE ${isHistory ? 'TRUE' : visibleCondition(viewer)} AND e.terms @> ARRAY[s.term])
      ORDER BY s.term LIMIT ${limit})`
  })
  const text = `SELECT word FROM (${lists.join(' UNION ')}) AS found ORDER BY word COLLATE "C" LIMIT ${limit}`
  const rows = await store.query<{ readonly word: string }>({ text }, parameters.values, {
    budgetMs: timeLeft(expansion),
  })
  return rows.map((row) => row.word)
}
