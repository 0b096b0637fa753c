import { type FuzzyPattern, lowerCase, type PatternQuery, type Query } from '@windvane/model'
import { constantly } from './constantly.ts'
import { createMatcher } from './create-matcher.ts'
import { editDistance } from './edit-distance.ts'
import { type Expansion } from './expansion.ts'
import { keepVisible } from './keep-visible.ts'
import { findTexts } from './read-candidates.ts'
import { toFoundQuery } from './to-found-query.ts'

/** The nearest words of visible rows; a nearer one scores more. */
export async function expandFuzzy(
  query: PatternQuery,
  pattern: FuzzyPattern,
  expansion: Expansion,
): Promise<Query> {
  const { field, isCaseInsensitive } = query
  const length = Array.from(pattern.text).length
  const start = Array.from(pattern.text).slice(0, pattern.prefixLength).join('')
  const texts = await findTexts(
    field,
    {
      prefix: isCaseInsensitive ? '' : start,
      lengths: [length - pattern.maxEdits, length + pattern.maxEdits],
      isWanted: createMatcher(query),
    },
    expansion,
  )
  const fold = isCaseInsensitive ? lowerCase : (text: string) => text
  const near = texts.map((text) => ({
    text,
    edits: editDistance(fold(pattern.text), fold(text), pattern) ?? pattern.maxEdits,
  }))
  near.sort((a, b) => a.edits - b.edits || (a.text < b.text ? -1 : 1))
  const ordered = near.map(({ text }) => text)
  const kept = new Set(
    await keepVisible(field, { texts: ordered, limit: pattern.maxExpansions }, expansion),
  )
  if (kept.size === 0) return { kind: 'none' }
  return {
    kind: 'bool',
    must: [],
    filter: [toFoundQuery(field, [...kept])],
    should: near
      .filter(({ text }) => kept.has(text))
      .map(({ text, edits }) => ({
        kind: 'boost',
        query: edits === 0 ? toFoundQuery(field, [text]) : constantly(toFoundQuery(field, [text])),
        boost: 1 - edits / Math.max(1, Math.min(length, Array.from(text).length)),
      })),
    mustNot: [],
    minimumShould: 0,
  }
}
