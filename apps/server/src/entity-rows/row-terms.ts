import {
  analyse,
  analyseKeyword,
  type Attributes,
  entityTypes,
  type FieldKind,
  resolveField,
  storedText,
} from '@windvane/model'
import { tagBreak, wholeTerm, wholeWordTerm, wordTerm } from './terms.ts'

/** What a row of `entities` or `history` is found by. */
export type RowTerms = {
  readonly terms: readonly string[]
  /** Per text of several words these words, joined by spaces: phrases are looked for in it. */
  readonly analysed: Readonly<Record<string, string>> | null
}

export type TermedRow = {
  readonly type: string
  readonly attributes: Attributes
  readonly tags: readonly string[]
  /** Of a record of history. */
  readonly userId?: string
}

/** A row has to stay writable however long its texts are. */
const maxRowTerms = 4_000

/** Computes the columns `terms` and `analysed` of a row. */
export function toRowTerms({ type, attributes, tags, userId }: TermedRow): RowTerms {
  const collected: Collected = { terms: new Set(), analysed: {} }
  const value = attributes[type]
  // The words of the main value are kept under the name of its type.
  if (value !== undefined) addText(collected, ['value', type], storedText(type, value))
  addText(collected, ['type', 'type'], type)
  if (userId !== undefined) collected.terms.add(wholeTerm('userID', userId))
  addTags(collected, tags)
  for (const [name, attribute] of Object.entries(attributes)) {
    addAttribute(collected, name, String(attribute))
  }
  const { terms, analysed } = collected
  return { terms: [...terms], analysed: Object.keys(analysed).length === 0 ? null : analysed }
}

type Collected = { readonly terms: Set<string>; readonly analysed: Record<string, string> }

const attributeKinds: ReadonlyMap<string, FieldKind> = new Map(
  entityTypes.map(({ type }) => [
    type,
    resolveField(`attributes.${type}`, 'entities')?.kind ?? 'text',
  ]),
)

function addAttribute(collected: Collected, name: string, text: string): void {
  const kind = attributeKinds.get(name)
  if (kind === undefined) return
  collected.terms.add(name)
  if (kind === 'text') addText(collected, [name, name], text)
  else collected.terms.add(wholeTerm(name, text))
}

function addTags(collected: Collected, tags: readonly string[]): void {
  if (tags.length > 0) collected.terms.add('tags')
  const texts = tags.map((tag) => addTerms(collected, 'tags', tag).join(' '))
  keepWords(collected, 'tags', texts.join(` ${tagBreak} `))
}

function addText(
  collected: Collected,
  [field, analysedAs]: readonly [string, string],
  text: string,
): void {
  keepWords(collected, analysedAs, addTerms(collected, field, text).join(' '))
}

function keepWords({ analysed }: Collected, field: string, joined: string): void {
  if (joined.includes(' ')) analysed[field] = joined
}

function addTerms({ terms }: Collected, field: string, text: string): readonly string[] {
  const words = analyse(text)
  if (words.length === 1 && words[0] === text) {
    terms.add(wholeWordTerm(field, text))
    return words
  }
  if (analyseKeyword(text) !== undefined) terms.add(wholeTerm(field, text))
  for (const word of words) {
    if (terms.size >= maxRowTerms) break
    terms.add(wordTerm(field, word))
  }
  return words
}
