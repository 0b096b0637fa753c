import { type BoolQuery, type PatternQuery, type PhraseQuery, type Query } from '@windvane/model'
import { constantly } from './constantly.ts'
import { type Expansion } from './expansion.ts'
import { expandFuzzy } from './expand-fuzzy.ts'
import { expandPhrase } from './expand-phrase.ts'
import { expandRegexp } from './expand-regexp.ts'
import { expandSpans } from './expand-spans.ts'
import { findFewValues, matchFewValues } from './few-values.ts'

/**
 * Replaces what cannot be compiled, or better not, by the values that it stands for: patterns by the
 * terms of the dictionary that have them, the begin of a word in a phrase by words, what is asked of
 * groups by the reader's own. Terms of hidden rows find nothing; where a number of terms is limited,
 * those of visible rows alone are counted.
 */
export async function expandQuery(query: Query, expansion: Expansion): Promise<Query> {
  switch (query.kind) {
    case 'bool':
      return expandBool(query, expansion)
    case 'best':
      return { ...query, queries: await expandAll(query.queries, expansion) }
    case 'boost':
      return { ...query, query: await expandQuery(query.query, expansion) }
    case 'pattern':
      return expandPattern(query, expansion)
    case 'phrase':
      return expandWords(query, expansion)
    case 'values':
    case 'range': {
      const known = findFewValues(query.field, expansion.viewer)
      if (known === undefined || query.field.kind !== 'label') {
        return query.kind === 'range' ? expandSpans(query, expansion) : query
      }
      return constantly(matchFewValues(query, known))
    }
    case 'all':
    case 'none':
    case 'ids':
    case 'exists':
      return query
  }
}

async function expandBool(query: BoolQuery, expansion: Expansion): Promise<Query> {
  return {
    ...query,
    must: await expandAll(query.must, expansion),
    filter: await expandAll(query.filter, expansion),
    should: await expandAll(query.should, expansion),
    mustNot: await expandAll(query.mustNot, expansion),
  }
}

async function expandAll(
  queries: readonly Query[],
  expansion: Expansion,
): Promise<readonly Query[]> {
  const expanded: Query[] = []
  for (const query of queries) expanded.push(await expandQuery(query, expansion))
  return expanded
}

function expandPattern(query: PatternQuery, expansion: Expansion): Promise<Query> | Query {
  const known = findFewValues(query.field, expansion.viewer)
  if (known !== undefined) return constantly(matchFewValues(query, known))
  if (query.pattern.kind === 'fuzzy') return expandFuzzy(query, query.pattern, expansion)
  return query.pattern.kind === 'regexp'
    ? expandRegexp(query, query.pattern.source, expansion)
    : expandSpans(query, expansion)
}

function expandWords(query: PhraseQuery, expansion: Expansion): Promise<Query> | Query {
  const known = findFewValues(query.field, expansion.viewer)
  if (known !== undefined) return constantly(matchFewValues(query, known))
  return query.isPrefix ? expandPhrase(query, expansion) : query
}
