import { AppError, type PatternQuery, type Query } from '@windvane/model'
import { RE2JSException } from 're2js'
import { constantly } from './constantly.ts'
import { createMatcher } from './create-matcher.ts'
import { type Expansion } from './expansion.ts'
import { literalPrefix } from './literal-prefix.ts'
import { findTexts } from './read-candidates.ts'
import { toFoundQuery } from './to-found-query.ts'

/**
 * The texts that a regular expression matches. It never reaches the database, whose engine would
 * backtrack.
 */
export async function expandRegexp(
  query: PatternQuery,
  source: string,
  expansion: Expansion,
): Promise<Query> {
  const prefix = query.isCaseInsensitive ? '' : literalPrefix(source)
  const isWanted = compile(query)
  const texts = await findTexts(query.field, { prefix, isWanted }, expansion)
  return constantly(toFoundQuery(query.field, texts))
}

function compile(query: PatternQuery): (text: string) => boolean {
  try {
    return createMatcher(query)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    throw new AppError('invalid_request', { reason: 'invalid regexp' }, { cause: error })
  }
}
