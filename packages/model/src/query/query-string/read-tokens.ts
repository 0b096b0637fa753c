/** The kinds of tokens of a query string. */
export type TokenKind =
  | 'and'
  | 'or'
  | 'not'
  | 'plus'
  | 'minus'
  | 'bare'
  | 'open'
  | 'close'
  | 'colon'
  | 'star'
  | 'caret'
  | 'quoted'
  | 'term'
  | 'tilde'
  | 'prefix'
  | 'wildcard'
  | 'regexp'
  | 'rangeStart'
  | 'number'
  | 'to'
  | 'rangeEnd'
  | 'bound'
  | 'end'
  | 'unknown'

/** A piece of a query string; columns count from 1. */
export type Token = { readonly kind: TokenKind; readonly text: string; readonly column: number }

type Rule = readonly [kind: TokenKind, pattern: RegExp]

const termStart = String.raw`(?:[^ \t\n\r\u3000+\-!():^[\]"{}~*?\\/]|\\[^])`
const termChar = String.raw`(?:${termStart}|[-+])`

/** The longest match wins, the first of equal ones. */
const plainRules = toRules([
  ['and', 'AND|&&'],
  ['or', String.raw`OR|\|\|`],
  ['not', 'NOT|!'],
  ['plus', String.raw`\+`],
  ['minus', '-'],
  // A sign before a space is a word, and no word has it.
  ['bare', String.raw`[+\-!][ \t\n\r\u3000]`],
  ['open', String.raw`\(`],
  ['close', String.raw`\)`],
  ['colon', ':'],
  ['star', String.raw`\*`],
  ['caret', String.raw`\^`],
  ['quoted', String.raw`"(?:[^"\\]|\\[^])*"`],
  ['term', `${termStart}${termChar}*`],
  ['tilde', String.raw`~(?:[0-9]+(?:\.[0-9]+)?${termChar}*|${termChar}*)`],
  ['prefix', String.raw`${termStart}${termChar}*\*`],
  ['wildcard', String.raw`(?:${termStart}|[*?])(?:${termChar}|[*?])*`],
  ['regexp', String.raw`\/(?:[^\/\\]|\\[^])*\/`],
  ['rangeStart', String.raw`[[{]`],
])

const boostRules = toRules([['number', String.raw`[0-9]+(?:\.[0-9]+)?`]])

const rangeRules = toRules([
  ['to', 'TO'],
  ['rangeEnd', String.raw`[\]}]`],
  ['bound', String.raw`"(?:[^"\\]|\\[^])+"|[^ \t\n\r\u3000\]}]+`],
])

/** Splits a query string as the grammar of Lucene does; what fits no rule is `unknown`. */
export function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = []
  let rules = plainRules
  let offset = 0
  while (offset < text.length) {
    if (rules !== boostRules && /[ \t\n\r\u3000]/.test(text.charAt(offset))) {
      offset += 1
      continue
    }
    const token = readToken(text, offset, rules)
    tokens.push(token)
    if (token.kind === 'unknown') break
    offset += token.text.length
    rules = rulesAfter(token, rules)
  }
  if (tokens.at(-1)?.kind !== 'unknown') {
    tokens.push({ kind: 'end', text: '', column: text.length + 1 })
  }
  return tokens
}

function readToken(text: string, offset: number, rules: readonly Rule[]): Token {
  let best: Token = { kind: 'unknown', text: '', column: offset + 1 }
  for (const [kind, pattern] of rules) {
    pattern.lastIndex = offset
    const found = pattern.exec(text)?.[0] ?? ''
    if (found.length > best.text.length) best = { kind, text: found, column: offset + 1 }
  }
  return best
}

function rulesAfter(token: Token, rules: readonly Rule[]): readonly Rule[] {
  if (token.kind === 'caret') return boostRules
  if (token.kind === 'rangeStart') return rangeRules
  const isRange = rules === rangeRules && token.kind !== 'rangeEnd'
  return isRange ? rangeRules : plainRules
}

function toRules(rules: readonly (readonly [TokenKind, string])[]): readonly Rule[] {
  return rules.map(([kind, source]) => [kind, new RegExp(source, 'uy')])
}
