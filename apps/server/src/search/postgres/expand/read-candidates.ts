import { setImmediate } from 'node:timers/promises'
import { type Field } from '@windvane/model'
import { visibleHistory } from '../../../entity-rows/history-row.ts'
import { visibleCondition } from '../../../entity-rows/visible.ts'
import { fieldText } from '../field-text.ts'
import { Parameters } from '../parameters.ts'
import { findTermField, type TermField } from '../term-field.ts'
import { type TermSpan, writeSpans } from '../term-span.ts'
import { type Expansion, timeLeft } from './expansion.ts'
import { textStart } from './to-terms-query.ts'

const chunkSize = 2_000

/** The event loop gets its turn this often. */
const sliceMs = 8

export type CandidateOptions = {
  /** What all texts wanted begin with. */
  readonly prefix: string
  /** How many code points they have. */
  readonly lengths?: readonly [least: number, most: number]
}

/**
 * The texts of a field that `isWanted` keeps, from the dictionary, or from the visible rows where the
 * field has no terms. Reads by chunks; rejects with `query_timeout` when the time is over.
 */
export async function findTexts(
  field: Field,
  options: CandidateOptions & { readonly isWanted: (text: string) => boolean },
  expansion: Expansion,
): Promise<readonly string[]> {
  const terms = findTermField(field)
  const chunks =
    terms === undefined ? readRows(field, expansion) : readTerms(terms, options, expansion)
  const found = new Set<string>()
  let start = performance.now()
  for await (const chunk of chunks) {
    for (const text of chunk) {
      if (options.isWanted(text)) found.add(text)
      if (performance.now() - start < sliceMs) continue
      await setImmediate()
      timeLeft(expansion)
      start = performance.now()
    }
  }
  return [...found]
}

async function* readTerms(
  { name, forms }: TermField,
  { prefix, lengths }: CandidateOptions,
  expansion: Expansion,
): AsyncGenerator<readonly string[]> {
  for (const form of forms) {
    const low = `${name}${form}${prefix}`
    const span = { low, isLowIncluded: true, high: `${low}\u{10ffff}`, isHighIncluded: false }
    const offset = name.length + form.length
    const range = lengths && ([lengths[0] + offset, lengths[1] + offset] as const)
    for await (const terms of readSpan(span, range, expansion)) {
      yield terms.map((term) => term.slice(textStart(term)))
    }
  }
}

async function* readSpan(
  first: TermSpan,
  lengths: readonly [number, number] | undefined,
  expansion: Expansion,
): AsyncGenerator<readonly string[]> {
  let span: TermSpan | undefined = first
  while (span !== undefined) {
    const parameters = new Parameters()
    const inside = writeSpans('s.term', [span], parameters)
    const isLong =
      lengths === undefined
        ? ''
        : `AND char_length(s.term) BETWEEN ${parameters.add(lengths[0])} AND ${parameters.add(lengths[1])}`
    // The length is asked after the chunk is cut, so that a chunk is bounded whatever it leaves out.
    const text = `SELECT s.term, s.wanted FROM (SELECT term, true ${isLong} AS wanted
      FROM search_terms s WHERE ${inside} ORDER BY s.term LIMIT ${chunkSize}) s`
    const rows = await expansion.store.query<{ readonly term: string; readonly wanted: boolean }>(
      { text },
      parameters.values,
      { budgetMs: timeLeft(expansion) },
    )
    yield rows.filter((row) => row.wanted).map((row) => row.term)
    const last = rows.length < chunkSize ? undefined : rows.at(-1)
    span = last && { ...span, low: last.term, isLowIncluded: false }
  }
}

/** In the order of the key, so that every row is read once. */
async function* readRows(field: Field, expansion: Expansion): AsyncGenerator<readonly string[]> {
  const { corpus, viewer, store } = expansion
  const text = fieldText(field, corpus)
  const isHistory = corpus === 'history'
  const source = isHistory
    ? `${visibleHistory} e WHERE e.id > $2::uuid`
    : `entities e WHERE ${visibleCondition(viewer)} AND e.id > $2`
  const statement = {
    text: `SELECT e.id, ${text} AS text FROM ${source} ORDER BY e.id LIMIT ${chunkSize}`,
  }
  let after: string | undefined = isHistory ? '00000000-0000-0000-0000-000000000000' : ''
  while (after !== undefined) {
    const values = [isHistory ? viewer.groups : viewer.audiences, after]
    const options = { budgetMs: timeLeft(expansion) }
    const rows: readonly { readonly id: string; readonly text: string | null }[] =
      await store.query(statement, values, options)
    yield rows.flatMap((row) => (row.text === null ? [] : [row.text]))
    after = rows.length < chunkSize ? undefined : rows.at(-1)?.id
  }
}
