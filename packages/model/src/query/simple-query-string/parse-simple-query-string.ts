import { boolQuery } from '../compose-query.ts'
import { type Query } from '../query.ts'
import { type FieldQueries } from '../query-string/field-queries.ts'
import { type Flag } from './flags.ts'

type Operation = 'must' | 'should'

/** What has been read of a text or of a part in parentheses. */
type State = {
  parts: readonly Query[]
  /** How the parts hang together; undefined while there is but one. */
  operation?: Operation | undefined
  /** What was written before the next part. */
  next?: Operation | undefined
}

/** Deeper parentheses mean nothing. */
const maxDepth = 10

/** Reads a simple query string, which has no wrong form; undefined where no word is left. */
export function parseSimpleQueryString(
  text: string,
  queries: FieldQueries,
  flags: ReadonlySet<Flag>,
): Query | undefined {
  if (text.trim() === '*') return { kind: 'all' }
  return new SimpleParser(text, queries, flags).parse()
}

class SimpleParser {
  readonly #text: string
  readonly #queries: FieldQueries
  readonly #flags: ReadonlySet<Flag>
  #index = 0
  #closes: ReadonlyMap<number, number> | undefined

  constructor(text: string, queries: FieldQueries, flags: ReadonlySet<Flag>) {
    this.#text = text
    this.#queries = queries
    this.#flags = flags
  }

  parse(): Query | undefined {
    return this.#readUntil(this.#text.length, 0)
  }

  #readUntil(end: number, depth: number): Query | undefined {
    const state: State = { parts: [] }
    let isNegated = false
    while (this.#index < end) {
      if (this.#isOperator('-', 'NOT')) {
        // Two in a row undo each other.
        isNegated = !isNegated
        this.#index += 1
        continue
      }
      this.#readPart(state, { end, depth, isNegated })
      isNegated = false
    }
    return toQuery(state)
  }

  #readPart(
    state: State,
    place: { readonly end: number; readonly depth: number; readonly isNegated: boolean },
  ): void {
    if (this.#isOperator('(', 'PRECEDENCE')) return this.#readGroup(state, place)
    if (this.#isOperator('"', 'PHRASE')) return this.#readPhrase(state, place)
    if (this.#isOperator('+', 'AND')) return this.#noteOperation(state, 'must')
    if (this.#isOperator('|', 'OR')) return this.#noteOperation(state, 'should')
    if (this.#isOperator(')', 'PRECEDENCE') || this.#isSpace()) {
      this.#index += 1
      return undefined
    }
    return this.#readToken(state, place)
  }

  #noteOperation(state: State, operation: Operation): void {
    if (state.parts.length > 0) state.next ??= operation
    this.#index += 1
  }

  #readGroup(
    state: State,
    place: { readonly end: number; readonly depth: number; readonly isNegated: boolean },
  ): void {
    const start = this.#index + 1
    const close = place.depth < maxDepth ? this.#findClose(start - 1, place.end) : undefined
    this.#index = start
    // One that is never closed is not there.
    if (close === undefined) return
    if (close === start) state.next = undefined
    else this.#add(state, this.#readUntil(close, place.depth + 1), place.isNegated)
    this.#index = close + 1
  }

  #findClose(open: number, end: number): number | undefined {
    this.#closes ??= this.#pairParentheses()
    const close = this.#closes.get(open)
    return close !== undefined && close < end ? close : undefined
  }

  /** Where each parenthesis that is closed at all is closed. */
  #pairParentheses(): ReadonlyMap<number, number> {
    const closes = new Map<number, number>()
    const open: number[] = []
    for (let index = 0; index < this.#text.length; index += 1) {
      const char = this.#text.charAt(index)
      if (char === '\\' && this.#flags.has('ESCAPE')) index += 1
      else if (char === '(') open.push(index)
      else if (char === ')') {
        const start = open.pop()
        if (start !== undefined) closes.set(start, index)
      }
    }
    return closes
  }

  #readPhrase(state: State, place: { readonly end: number; readonly isNegated: boolean }): void {
    const start = this.#index + 1
    let phrase = ''
    this.#index = start
    while (this.#index < place.end && this.#text.charAt(this.#index) !== '"') {
      phrase += this.#readChar(place.end)
    }
    if (this.#index >= place.end) {
      this.#index = start
      return
    }
    this.#index += 1
    if (this.#index === start + 1) {
      state.next = undefined
      return
    }
    const slop = this.#isOperator('~', 'NEAR') ? this.#readNumber(place.end) : 0
    this.#queries.countClause()
    this.#add(
      state,
      this.#queries.phrase(undefined, phrase, Math.min(slop, 1_024)),
      place.isNegated,
    )
  }

  #readToken(state: State, place: { readonly end: number; readonly isNegated: boolean }): void {
    let token = ''
    let isPrefix = false
    while (this.#index < place.end && !this.#endsToken()) {
      if (token !== '' && this.#isOperator('~', 'FUZZY')) break
      isPrefix = token !== '' && this.#isOperator('*', 'PREFIX')
      token += this.#readChar(place.end)
    }
    if (token === '') return
    this.#queries.countClause()
    this.#add(state, this.#toQuery(token, isPrefix, place.end), place.isNegated)
  }

  #toQuery(token: string, isPrefix: boolean, end: number): Query | undefined {
    if (this.#index < end && this.#isOperator('~', 'FUZZY')) {
      const edits = Math.min(this.#readNumber(end), 2)
      if (edits > 0) return this.#queries.fuzzy(undefined, token, String(edits))
    } else if (isPrefix) {
      return this.#queries.prefix(undefined, token.slice(0, -1))
    }
    return this.#queries.text(undefined, token)
  }

  /** The number after a `~`: 2 where there is none, 0 where it is not one. */
  #readNumber(end: number): number {
    const start = this.#index + 1
    this.#index = start
    while (this.#index < end && !this.#endsToken()) this.#index += 1
    const digits = this.#text.slice(start, this.#index)
    if (digits === '') return 2
    return /^[0-9]{1,9}$/.test(digits) ? Number(digits) : 0
  }

  /** One character; a backslash makes the next one plain. */
  #readChar(end: number): string {
    if (this.#isOperator('\\', 'ESCAPE')) {
      this.#index += 1
      if (this.#index >= end) return ''
    }
    this.#index += 1
    return this.#text.charAt(this.#index - 1)
  }

  #endsToken(): boolean {
    return (
      this.#isOperator('"', 'PHRASE') ||
      this.#isOperator('|', 'OR') ||
      this.#isOperator('+', 'AND') ||
      this.#isOperator('(', 'PRECEDENCE') ||
      this.#isOperator(')', 'PRECEDENCE') ||
      this.#isSpace()
    )
  }

  #isSpace(): boolean {
    return this.#flags.has('WHITESPACE') && /[ \t\n\r]/.test(this.#text.charAt(this.#index))
  }

  #isOperator(char: string, flag: Flag): boolean {
    return this.#text.charAt(this.#index) === char && this.#flags.has(flag)
  }

  /** Where the operator changes, what was read before becomes one part. */
  #add(state: State, query: Query | undefined, isNegated: boolean): void {
    if (!query) return
    const part = isNegated ? boolQuery({ should: [{ kind: 'all' }], mustNot: [query] }) : query
    if (state.parts.length === 0) {
      state.parts = [part]
      return
    }
    const operation = state.next ?? (this.#queries.operator === 'and' ? 'must' : 'should')
    const before = toQuery(state)
    const parts = state.operation === operation || !before ? state.parts : [before]
    state.parts = [...parts, part]
    state.operation = operation
    state.next = undefined
  }
}

function toQuery({ parts, operation }: State): Query | undefined {
  if (parts.length < 2) return parts[0]
  return boolQuery(operation === 'must' ? { must: parts } : { should: parts })
}
