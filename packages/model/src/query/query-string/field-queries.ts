import { bestQuery, boolQuery, boostQuery } from '../compose-query.ts'
import { type TimeZone } from '../dates/time-zone.ts'
import { AppError } from '../../errors.ts'
import { existsQuery } from '../exists-query.ts'
import { type Field } from '../field.ts'
import { type Bounds, rangeQuery } from '../field-range.ts'
import { findFields, type WeightedField } from '../find-field.ts'
import { autoFuzziness, type Fuzziness, fuzziness as readFuzziness } from '../fuzziness.ts'
import { lowerCase } from '../../data-types/lower-case.ts'
import { hasForm, patternQuery } from '../pattern-query.ts'
import { parseWildcard } from '../parse-wildcard.ts'
import { type Pattern, type Query, type WildcardPiece } from '../query.ts'
import { refuse } from '../refuse.ts'
import { type Analyser, isAnalysed, isText } from '../words/analysers.ts'
import { wordQuery } from '../words/field-text.ts'
import { type FieldsForm, fieldsTextQuery, tieBreakerOf } from '../words/fields-text.ts'
import { type WordOptions } from '../words/word-options.ts'

export type FieldQueryOptions = WordOptions & {
  readonly form: FieldsForm
  readonly tieBreaker?: number
  /** Where a clause names no field. */
  readonly fields: readonly WeightedField[]
  /** Whether the request left the fields open: then a star alone is every record. */
  readonly hasUsualFields: boolean
  readonly fuzzyEdits?: Fuzziness
  readonly phraseAnalyser?: Analyser
  readonly zone?: TimeZone
  readonly hasLeadingWildcards: boolean
  readonly isWildcardAnalysed: boolean
}

/** What the parts of a query string come down to, in the field that they name or the usual ones. */
export class FieldQueries {
  readonly #options: FieldQueryOptions

  constructor(options: FieldQueryOptions) {
    this.#options = options
  }

  get at(): string {
    return this.#options.at
  }

  get operator(): 'and' | 'or' {
    return this.#options.operator
  }

  countClause(): void {
    this.#options.context.budget.addClause(this.at)
  }

  /** Words; after a field also `>=5` and the like. */
  text(name: string | undefined, text: string): Query | undefined {
    if (name === '_exists_') return this.#exists(text)
    const bounds = name === undefined ? undefined : readComparison(text)
    if (bounds) return this.range(name, bounds)
    const fields = this.#find(name)
    const [first, ...others] = fields
    if (first?.field.kind === 'date' && others.length === 0 && this.#options.zone) {
      return this.range(name, { gte: text, lte: text })
    }
    return fieldsTextQuery(fields, text, this.#options)
  }

  phrase(name: string | undefined, text: string, slop?: number): Query | undefined {
    if (name === '_exists_') return this.#exists(text)
    const { phraseAnalyser } = this.#options
    return fieldsTextQuery(this.#find(name), text, {
      ...this.#options,
      form: 'phrase',
      slop: slop ?? this.#options.slop,
      ...(phraseAnalyser && { analyser: phraseAnalyser }),
    })
  }

  range(name: string | undefined, bounds: Bounds): Query {
    return this.#each(name, (field) => {
      const { at, context, zone } = this.#options
      const normal = isAnalysed(field) ? lowerCaseBounds(bounds) : bounds
      context.budget.addTerms(at, 1)
      return rangeQuery(field, normal, { at, context, ...(zone && { zone }) })
    })
  }

  fuzzy(name: string | undefined, text: string, edits: string | undefined): Query {
    const fuzziness =
      edits === undefined
        ? (this.#options.fuzzyEdits ?? autoFuzziness)
        : readFuzziness(edits, this.at)
    return this.#each(name, (field) => {
      if (!isText(field)) throw refuse(this.at, `${field.name} cannot be fuzzy`)
      this.#options.context.budget.addTerms(this.at, 1)
      return wordQuery(field, normalise(field, text), { ...this.#options, fuzziness })
    })
  }

  prefix(name: string | undefined, text: string): Query | undefined {
    if (this.#options.isWildcardAnalysed) {
      return fieldsTextQuery(this.#find(name), text, { ...this.#options, form: 'bool_prefix' })
    }
    return this.#each(name, (field) => {
      if (!hasForm(field)) return { kind: 'none' }
      return this.#pattern(field, { kind: 'prefix', text: normalise(field, text) })
    })
  }

  wildcard(name: string | undefined, text: string): Query {
    const { context, fields, hasUsualFields, hasLeadingWildcards } = this.#options
    if (text === '*') {
      if (name !== undefined) return existsQuery(name, this.at, context)
      if (hasUsualFields) return { kind: 'all' }
      const exist = fields.map(({ field }) => existsQuery(field.name, this.at, context))
      return bestQuery(exist, 0)
    }
    if (!hasLeadingWildcards && /^[*?]/.test(text)) {
      throw refuse(this.at, 'a wildcard may not begin with * or ?')
    }
    const pattern = parseWildcard(text, this.at, context)
    return this.#each(name, (field) => {
      if (!hasForm(field)) throw refuse(this.at, `${field.name} holds no text`)
      return this.#pattern(field, isAnalysed(field) ? lowerCasePattern(pattern) : pattern)
    })
  }

  #exists(name: string): Query {
    return existsQuery(name, this.at, this.#options.context)
  }

  #find(name: string | undefined): readonly WeightedField[] {
    if (name === undefined) return this.#options.fields
    const fields = findFields(name, this.at, this.#options.context)
    return fields.map((field) => ({ field, boost: 1 }))
  }

  /** The best of what each field makes; lenient, a field that cannot makes nothing. */
  #each(name: string | undefined, make: (field: Field) => Query): Query {
    const queries = this.#find(name).map(({ field, boost }) =>
      boostQuery(this.#options.isLenient ? orNone(() => make(field)) : make(field), boost),
    )
    return bestQuery(queries, tieBreakerOf(this.#options))
  }

  #pattern(field: Field, pattern: Pattern): Query {
    return patternQuery(field, pattern, { at: this.at, context: this.#options.context })
  }
}

/** Applies `minimum_should_match` where a query has optional clauses. */
export function withMinimum(query: Query, { minimum }: Pick<WordOptions, 'minimum'>): Query {
  if (!minimum || query.kind !== 'bool') return query
  const { must, filter, should, mustNot } = query
  return boolQuery({ must, filter, should, mustNot, minimum })
}

function orNone(make: () => Query): Query {
  try {
    return make()
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid_request') return { kind: 'none' }
    throw error
  }
}

function readComparison(text: string): Bounds | undefined {
  const [, sign, bound] = /^([<>]=?)([^]+)$/u.exec(text) ?? []
  if (bound === undefined) return undefined
  if (sign === '>') return { gt: bound }
  if (sign === '>=') return { gte: bound }
  return sign === '<' ? { lt: bound } : { lte: bound }
}

function normalise(field: Field, text: string): string {
  return isAnalysed(field) ? lowerCase(text) : text
}

function lowerCaseBounds(bounds: Bounds): Bounds {
  const entries = Object.entries(bounds).map(([name, bound]) => [name, lowerCase(String(bound))])
  return Object.fromEntries(entries)
}

function lowerCasePattern(pattern: Pattern): Pattern {
  if (pattern.kind !== 'wildcard') return pattern
  const pieces = pattern.pieces.map((piece): WildcardPiece =>
    typeof piece === 'string' ? piece : { literal: lowerCase(piece.literal) },
  )
  return { kind: 'wildcard', pieces }
}
