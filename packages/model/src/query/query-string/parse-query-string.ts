import { boolQuery, boostQuery } from '../compose-query.ts'
import { type Query } from '../query.ts'
import { boost as readBoost } from '../read-json.ts'
import { quote, refuse, refuseTooComplex } from '../refuse.ts'
import { type FieldQueries } from './field-queries.ts'
import { readTokens, type Token, type TokenKind } from './read-tokens.ts'

type Occurrence = 'must' | 'should' | 'mustNot'

type Part = { readonly occurrence: Occurrence; readonly query: Query }

type Conjunction = 'and' | 'or' | 'none'

type Modifier = 'required' | 'not' | 'none'

const maxDepth = 10

/** After these a term stands for itself, and is not one of some words in a row. */
const notAfterWords: ReadonlySet<TokenKind> = new Set([
  'colon',
  'star',
  'tilde',
  'caret',
  'and',
  'or',
])

/** Tokens that may begin a clause. */
const clauseStarts: ReadonlySet<TokenKind> = new Set([
  'bare',
  'open',
  'star',
  'quoted',
  'term',
  'prefix',
  'wildcard',
  'regexp',
  'rangeStart',
])

/**
 * Reads a query string by Lucene's grammar; undefined where no word is left of it. Errors name the
 * column.
 */
export function parseQueryString(text: string, queries: FieldQueries): Query | undefined {
  return new QueryStringParser(readTokens(text), queries).parse()
}

class QueryStringParser {
  readonly #tokens: readonly Token[]
  readonly #queries: FieldQueries
  #index = 0
  #depth = 0

  constructor(tokens: readonly Token[], queries: FieldQueries) {
    this.#tokens = tokens
    this.#queries = queries
  }

  parse(): Query | undefined {
    if (this.#peek().kind === 'end') return undefined
    const query = this.#readQuery(undefined)
    if (this.#peek().kind !== 'end') throw this.#unexpected()
    return query
  }

  #readQuery(field: string | undefined): Query | undefined {
    const parts: Part[] = []
    let only: Query | undefined
    for (let isFirst = true; isFirst || this.#canContinue(); isFirst = false) {
      if (this.#startsWords()) {
        const words = this.#readWords(field)
        this.#addWords(parts, words)
        if (isFirst) only = words
        continue
      }
      const conjunction = isFirst ? 'none' : this.#readConjunction()
      const modifier = this.#readModifier()
      const query = this.#readClause(field)
      this.#addClause(parts, { conjunction, modifier, query })
      if (isFirst && modifier === 'none') only = query
    }
    if (parts.length === 1 && only) return only
    return toBool(parts)
  }

  #canContinue(): boolean {
    const { kind } = this.#peek()
    return clauseStarts.has(kind) || ['and', 'or', 'not', 'plus', 'minus'].includes(kind)
  }

  /** Two terms or more in a row are analysed as one text. */
  #startsWords(): boolean {
    return this.#peek().kind === 'term' && this.#isWord(1)
  }

  #isWord(ahead: number): boolean {
    return this.#peek(ahead).kind === 'term' && !notAfterWords.has(this.#peek(ahead + 1).kind)
  }

  #readWords(field: string | undefined): Query | undefined {
    const words = [this.#next().text]
    while (this.#isWord(0)) words.push(this.#next().text)
    this.#queries.countClause()
    return this.#queries.text(field, unescape(words.join(' ')))
  }

  #readConjunction(): Conjunction {
    if (this.#take('and')) return 'and'
    return this.#take('or') ? 'or' : 'none'
  }

  #readModifier(): Modifier {
    if (this.#take('plus')) return 'required'
    return this.#take('minus') || this.#take('not') ? 'not' : 'none'
  }

  #readClause(outer: string | undefined): Query | undefined {
    const field = this.#readField() ?? outer
    if (this.#peek().kind !== 'open') return this.#readTerm(field)
    const { column } = this.#next()
    this.#depth += 1
    if (this.#depth > maxDepth) {
      throw refuseTooComplex(this.#queries.at, `parentheses nest deeper than ${maxDepth}`)
    }
    const query = this.#readQuery(field)
    this.#depth -= 1
    if (!this.#take('close')) throw this.#unexpected(`the ( of column ${column} is not closed`)
    const boost = this.#readBoost()
    return query && boostQuery(query, boost)
  }

  #readField(): string | undefined {
    const { kind, text } = this.#peek()
    if ((kind !== 'term' && kind !== 'star') || this.#peek(1).kind !== 'colon') return undefined
    this.#index += 2
    return unescape(text)
  }

  #readTerm(field: string | undefined): Query | undefined {
    const token = this.#peek()
    if (!clauseStarts.has(token.kind)) throw this.#unexpected()
    this.#index += 1
    this.#queries.countClause()
    if (token.kind === 'rangeStart') return this.#readRange(field, token)
    const before = this.#readBoost()
    const tilde = this.#take('tilde')
    const boost = before ?? this.#readBoost()
    const query = this.#toQuery(field, token, tilde)
    return query && boostQuery(query, boost)
  }

  #toQuery(field: string | undefined, token: Token, tilde: Token | undefined): Query | undefined {
    const { kind, text, column } = token
    if (kind === 'regexp') {
      throw refuse(
        this.#queries.at,
        `a regular expression is not supported here, column ${column}: use the regexp clause`,
      )
    }
    if (kind === 'quoted') {
      return this.#queries.phrase(field, unescape(text.slice(1, -1)), toSlop(tilde))
    }
    if (kind === 'star' || kind === 'wildcard') return this.#queries.wildcard(field, text)
    if (kind === 'prefix') return this.#queries.prefix(field, unescape(text.slice(0, -1)))
    const plain = unescape(text.trimEnd())
    return tilde
      ? this.#queries.fuzzy(field, plain, this.#readEdits(tilde))
      : this.#queries.text(field, plain)
  }

  #readEdits({ text, column }: Token): string | undefined {
    const edits = text.slice(1)
    if (edits === '') return undefined
    // A fraction was a similarity once, and is the edits that are whole in it.
    const whole = /^([0-2])(?:\.[0-9]+)?$/.exec(edits)?.[1]
    if (whole !== undefined) return whole
    throw refuse(this.#queries.at, `${quote(text)} is no number of edits, column ${column}`)
  }

  #readRange(field: string | undefined, start: Token): Query | undefined {
    const from = this.#readBound()
    if (!this.#take('to')) throw this.#unexpected('TO is missing')
    const to = this.#readBound()
    const end = this.#take('rangeEnd')
    if (!end) throw this.#unexpected('] or } is missing')
    const boost = this.#readBoost()
    const query = this.#queries.range(field, {
      ...(from !== undefined && { [start.text === '[' ? 'gte' : 'gt']: from }),
      ...(to !== undefined && { [end.text === ']' ? 'lte' : 'lt']: to }),
    })
    return query && boostQuery(query, boost)
  }

  /** `*` is no bound. */
  #readBound(): string | undefined {
    const token = this.#take('bound') ?? this.#take('to')
    if (!token) throw this.#unexpected('a bound is missing')
    if (token.text === '*') return undefined
    const isQuoted = token.text.length > 1 && /^".*"$/su.test(token.text)
    return unescape(isQuoted ? token.text.slice(1, -1) : token.text)
  }

  #readBoost(): number | undefined {
    if (!this.#take('caret')) return undefined
    const number = this.#take('number')
    if (!number) throw this.#unexpected('a number is missing after ^')
    return readBoost(number.text, this.#queries.at)
  }

  /** Lucene's rules of AND, OR, + and -: each word changes its neighbours, none binds tighter. */
  #addClause(
    parts: Part[],
    clause: {
      readonly conjunction: Conjunction
      readonly modifier: Modifier
      readonly query: Query | undefined
    },
  ): void {
    const { conjunction, modifier, query } = clause
    const isAnd = this.#queries.operator === 'and'
    const last = parts.at(-1)
    if (last && last.occurrence !== 'mustNot') {
      if (conjunction === 'and') parts.splice(-1, 1, { ...last, occurrence: 'must' })
      if (conjunction === 'or' && isAnd) parts.splice(-1, 1, { ...last, occurrence: 'should' })
    }
    if (!query) return
    const isRequired = isAnd
      ? conjunction !== 'or'
      : conjunction === 'and' || modifier === 'required'
    const occurrence = isRequired ? 'must' : 'should'
    parts.push({ query, occurrence: modifier === 'not' ? 'mustNot' : occurrence })
  }

  /** Words of a single field are clauses of their own. */
  #addWords(parts: Part[], query: Query | undefined): void {
    if (!query) return
    const words = query.kind === 'bool' ? [...query.must, ...query.should] : [query]
    const occurrence = this.#queries.operator === 'and' ? 'must' : 'should'
    parts.push(...words.map((word) => ({ query: word, occurrence }) as const))
  }

  #peek(ahead = 0): Token {
    return this.#tokens[this.#index + ahead] ?? { kind: 'end', text: '', column: 1 }
  }

  #next(): Token {
    const token = this.#peek()
    this.#index += 1
    return token
  }

  #take(kind: TokenKind): Token | undefined {
    return this.#peek().kind === kind ? this.#next() : undefined
  }

  #unexpected(reason?: string) {
    const { kind, text, column } = this.#peek()
    const what = kind === 'end' ? 'end' : (text && quote(text)) || 'character'
    const why = reason === undefined ? '' : `: ${reason}`
    return refuse(this.#queries.at, `unexpected ${what} at column ${column}${why}`)
  }
}

function toBool(parts: readonly Part[]): Query | undefined {
  if (parts.length === 0) return undefined
  const of = (occurrence: Occurrence) =>
    parts.filter((part) => part.occurrence === occurrence).map(({ query }) => query)
  return boolQuery({ must: of('must'), should: of('should'), mustNot: of('mustNot') })
}

function toSlop(tilde: Token | undefined): number | undefined {
  const slop = Math.trunc(Number(tilde?.text.slice(1) || Number.NaN))
  return Number.isFinite(slop) ? Math.min(slop, 1_024) : undefined
}

function unescape(text: string): string {
  return text.replaceAll(/\\([^])/gu, (_whole, char: string) => char)
}
