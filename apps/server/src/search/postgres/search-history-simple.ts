import { analyse, analyseKeyword, entityTypes } from '@windvane/model'
import {
  historyColumns,
  type HistoryRow,
  toHistoryRecord,
  visibleHistory,
} from '../../entity-rows/history-row.ts'
import { wholeTerm, wholeWordTerm, wordTerm } from '../../entity-rows/terms.ts'
import { type Viewer } from '../../entity-rows/visible.ts'
import { type Queryable } from '../../store/store.ts'
import { type HistoryHits, type SimpleQuery } from '../search-engine.ts'
import { historySort } from './history-sort.ts'
import { Parameters } from './parameters.ts'

/** reliability.md P28: the time a simple search may take. */
const budgetMs = 1_000

/** Rows are looked for by so many of the words, the longest, and then asked for all. */
const maxProbedWords = 8

/** Where a word may be: the fields of `terms` that are words. */
const wordFields = ['value', 'type', 'tags', ...entityTypes.map(({ type }) => type)]

/**
 * Runs a simple search over history: records of one of the values, then networks that hold the address,
 * then those with all words in one field; the newest first.
 */
export async function searchHistorySimple(
  store: Queryable,
  viewer: Viewer,
  query: SimpleQuery,
): Promise<HistoryHits> {
  const parameters = new Parameters([viewer.groups])
  const text = writeStatement(query, parameters)
  const rows = await store.query<CountedRow>({ text }, parameters.values, { budgetMs })
  return { total: rows[0]?.total ?? 0, records: rows.filter(hasRecord).map(toHistoryRecord) }
}

/** A page without records is one row that only counts. */
type CountedRow = { readonly total: number } & (HistoryRow | { readonly id: null })

function hasRecord(row: CountedRow): row is { readonly total: number } & HistoryRow {
  return row.id !== null
}

function writeStatement(query: SimpleQuery, parameters: Parameters): string {
  const values = `${parameters.add(query.values)}::text[]`
  const isExact = `(e.attributes ->> e.type) = ANY(${values})${writeIds(query, parameters)}`
  const isHolding =
    query.address !== undefined &&
    `(e.type = 'cidr' AND (e.attributes ->> 'cidr')::inet >>= ${parameters.add(query.address)}::inet)`
  const whole = query.values
    .filter((text) => analyseKeyword(text) !== undefined)
    .flatMap((value) => [wholeTerm('value', value), wholeWordTerm('value', value)])
  const exact = `(e.terms && ${parameters.add(whole)}::text[] AND ${isExact})`
  const wanted = [exact, isHolding, writeWords(query, parameters)].filter(Boolean).join(' OR ')
  const minima = `e.accuracy >= ${parameters.add(query.minimumAccuracy)}::int
    AND e.reputation >= ${parameters.add(query.minimumReputation)}::int`
  const holds = isHolding ? `WHEN ${isHolding} THEN 1` : ''
  const order = query.sort ? historySort(query.sort) : 'e.rank'
  const cut = `LIMIT ${parameters.add(query.limit)} OFFSET ${parameters.add(query.offset)}`
  return `WITH hits AS MATERIALIZED (
      SELECT e.*, CASE WHEN ${isExact} THEN 0 ${holds} ELSE 2 END AS rank
      FROM ${visibleHistory} e WHERE ${minima} AND (${wanted})),
    counted AS (SELECT count(*)::int AS total FROM hits),
    page AS (SELECT h.*, row_number() OVER () AS place
      FROM (SELECT * FROM hits e ORDER BY ${order}, e.at DESC, e.id ${cut}) h)
    SELECT counted.total, ${historyColumns} FROM counted LEFT JOIN page e ON true ORDER BY e.place`
}

/** Without ids every record of one of the values is exact. */
function writeIds({ exact }: SimpleQuery, parameters: Parameters): string {
  return exact === undefined ? '' : ` AND e.entity_id = ANY(${parameters.add(exact.ids)}::text[])`
}

/** All words in one field: each is looked for in any, then one field has to have as many. */
function writeWords({ tokens }: SimpleQuery, parameters: Parameters): string {
  const words = [...new Set(tokens.flatMap((token) => analyse(token)))]
  if (words.length === 0) return 'FALSE'
  const termsOf = (word: string) =>
    wordFields.flatMap((field) => [wordTerm(field, word), wholeWordTerm(field, word)])
  const probed = words.toSorted((a, b) => b.length - a.length).slice(0, maxProbedWords)
  const candidates = probed.map((word) => `e.terms && ${parameters.add(termsOf(word))}::text[]`)
  if (words.length === 1) return candidates.join('')
  const all = parameters.add(words)
  const fields = parameters.add(wordFields)
  return `(${candidates.join(' AND ')} AND EXISTS (
    SELECT 1 FROM unnest(e.terms) AS t(term)
    WHERE split_part(t.term, ':', 1) = ANY(${fields}::text[])
      AND substr(t.term, strpos(t.term, ':') + 1) = ANY(${all}::text[])
    GROUP BY split_part(t.term, ':', 1) HAVING count(*) = ${parameters.add(words.length)}::int))`
}
