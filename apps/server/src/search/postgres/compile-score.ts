import { type BoolQuery, type Corpus, type Field, type Query } from '@windvane/model'
import { analysedSql } from './analysed-sql.ts'
import { compileRowCondition } from './compile-query.ts'
import { type Parameters } from './parameters.ts'
import { findTermField } from './term-field.ts'

/**
 * The SQL of the score of a row `e` that the query matches. A word counts the more the fewer words its
 * field has, by the curve of BM25; what does not weigh words counts 1. No figure of other rows comes
 * in, so that none that the reader cannot see moves a hit (0024).
 */
export function compileScore(query: Query, corpus: Corpus, parameters: Parameters): string {
  return scoreOf(query, { corpus, parameters })
}

/** The score where it is the same for every hit. */
export function constantScore(query: Query): number | undefined {
  switch (query.kind) {
    case 'none':
      return 0
    case 'phrase':
      return undefined
    case 'values':
      return weighsWords(query.field) && query.values.length === 1 ? undefined : 1
    case 'bool':
      if (query.should.length > 0) return undefined
      return addConstants(query.must)
    case 'best':
      return query.queries.length === 1 ? addConstants(query.queries) : undefined
    case 'boost': {
      const inner = constantScore(query.query)
      return inner === undefined ? undefined : inner * query.boost
    }
    case 'all':
    case 'ids':
    case 'exists':
    case 'range':
      return 1
    case 'pattern':
      // The nearer words score more.
      return query.pattern.kind === 'fuzzy' ? undefined : 1
  }
}

function addConstants(queries: readonly Query[]): number | undefined {
  const scores = queries.map(constantScore)
  return scores.reduce(
    (sum, score) => (sum === undefined || score === undefined ? undefined : sum + score),
    0,
  )
}

type Scoring = { readonly corpus: Corpus; readonly parameters: Parameters }

function scoreOf(query: Query, scoring: Scoring): string {
  const constant = constantScore(query)
  if (constant !== undefined) return `${scoring.parameters.add(constant)}::float8`
  switch (query.kind) {
    case 'bool':
      return scoreOfBool(query, scoring)
    case 'best':
      return scoreOfBest(query.queries, query.tieBreaker, scoring)
    case 'boost':
      return `(${scoring.parameters.add(query.boost)}::float8 * ${scoreOf(query.query, scoring)})`
    case 'phrase':
      return scoreOfPhrase(query, scoring)
    case 'values':
      return scoreOfValue(query.field, String(query.values[0]), scoring)
    case 'all':
    case 'none':
    case 'ids':
    case 'exists':
    case 'range':
    case 'pattern':
      // Their scores are constant.
      return '0::float8'
  }
}

function scoreOfBool({ must, should }: BoolQuery, scoring: Scoring): string {
  const parts = [
    ...must.map((query) => scoreOf(query, scoring)),
    ...should.map((query) => scoreIfMatched(query, scoring)),
  ]
  return parts.length === 0 ? '0::float8' : `(${parts.join(' + ')})`
}

function scoreOfBest(queries: readonly Query[], tieBreaker: number, scoring: Scoring): string {
  const scores = queries.map((query) => scoreIfMatched(query, scoring))
  const best = `greatest(${scores.join(', ')})`
  if (tieBreaker === 0) return best
  const share = `${scoring.parameters.add(tieBreaker)}::float8`
  return `(SELECT b.best + ${share} * (b.total - b.best)
    FROM (SELECT max(s.score) AS best, sum(s.score) AS total FROM unnest(ARRAY[${scores.join(', ')}]) AS s(score)) b)`
}

function scoreIfMatched(query: Query, scoring: Scoring): string {
  const condition = compileRowCondition(query, scoring.corpus, scoring.parameters)
  return `CASE WHEN ${condition} THEN ${scoreOf(query, scoring)} ELSE 0 END`
}

/** The most that a word can score, which a whole text always does. */
const wholeScore = '2.2'

/** The weight of one word in a field of so many, with BM25's usual k1 = 1.2, b = 0.75 and a mean of 4. */
function wordScore(field: Field): string {
  const text = analysedSql(field)
  const words = `(coalesce(length(${text}) - length(replace(${text}, ' ', '')), 0) + 1)`
  return `(2.2 / (1.3 + 0.225 * ${words}))::float8`
}

function weighsWords({ kind }: Field): boolean {
  return kind === 'text' || kind === 'keyword' || kind === 'label'
}

function scoreOfValue(field: Field, value: string, { parameters }: Scoring): string {
  const terms = findTermField(field)
  if (terms === undefined || !terms.forms.includes(':')) return `${wholeScore}::float8`
  if (!terms.forms.includes('=')) return wordScore(field)
  const wholes = [`${terms.name}=${value}`, `${terms.name}~${value}`]
  const whole = `e.terms && ${parameters.add(wholes)}::text[]`
  return `(CASE WHEN ${whole} THEN ${wholeScore} ELSE ${wordScore(field)} END)`
}

function scoreOfPhrase(
  { field, words, slop }: Extract<Query, { kind: 'phrase' }>,
  { parameters }: Scoring,
): string {
  const all = `${parameters.add(words.length)}::float8 * ${wordScore(field)}`
  if (slop === 0 || words.length < 2) return `(${all})`
  const distance = `phrase_distance(${analysedSql(field)}, ${parameters.add(words)}::text[])`
  return `(${all} / (1 + ${distance}))`
}
