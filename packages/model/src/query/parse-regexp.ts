import { measureRe2 } from '../data-types/re2-syntax.ts'
import { type QueryBudget } from './query-budget.ts'
import { quote, refuse, refuseTooComplex } from './refuse.ts'

const maxBytes = 256

/** What Lucene's own syntax gives a meaning and RE2's does not. */
const luceneOperators: ReadonlyMap<string, string> = new Map([
  ['~', 'complement'],
  ['<', 'interval'],
  ['&', 'intersection'],
  ['@', 'any string'],
  ['#', 'empty language'],
  ['"', 'quoting'],
])

type RegexpOptions = {
  readonly budget: QueryBudget
  /** Whether the request switched Lucene's own operators off. */
  readonly hasPlainSyntax: boolean
}

/** Checks a regular expression of RE2 and what it costs, and gives it back. */
export function parseRegexp(text: string, at: string, options: RegexpOptions): string {
  if (new TextEncoder().encode(text).length > maxBytes) {
    throw refuseTooComplex(at, `a regular expression is longer than ${maxBytes} bytes`)
  }
  const size = measureRe2(text)
  if (size === undefined) throw refuse(at, `${quote(text)} is not a regular expression of RE2`)
  const operator = options.hasPlainSyntax ? undefined : findLuceneOperator(text)
  if (operator !== undefined) {
    const meaning = luceneOperators.get(operator) ?? ''
    throw refuse(
      at,
      `${operator} is ${meaning} in Lucene's syntax, which is not supported; \\${operator} is the character`,
    )
  }
  options.budget.addProgram(at, size)
  return text
}

/** The first operator outside of classes and escapes. */
function findLuceneOperator(text: string): string | undefined {
  const tokens = text.matchAll(
    /\\Q[^]*?(?:\\E|$)|\\[^]|\[\^?\]?(?:\\[^]|\[:[a-z^]+:\]|[^\]\\])*\]|\(\?P?<|[^]/gu,
  )
  return [...tokens].map(([token]) => token).find((token) => luceneOperators.has(token))
}
