import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeQuery } from '../describe-query.ts'
import { parseSearch } from '../parse-search.ts'

const now = new Date('2024-05-15T10:20:30.456Z')

function read(query: string, options: Readonly<Record<string, unknown>> = {}): string {
  const clause = { simple_query_string: { query, fields: ['attributes.text'], ...options } }
  const request = parseSearch({ query: clause }, { corpus: 'entities', now })
  return describeQuery(request.query).replaceAll(/attributes\.text is (?=")/g, '')
}

describe('simple_query_string', () => {
  it.each([
    ['a b', '("a" or "b")'],
    ['a + b', '"a" and "b"'],
    ['a + b | c', '(("a" and "b") or "c")'],
    ['a | b + c', '(("a" or "b")) and "c"'],
    ['(a | b) + c', '(("a" or "b")) and "c"'],
    ['-a', 'everything and not "a"'],
    ['--a', '"a"'],
    ['a -b', '("a" or (everything and not "b"))'],
    ['a + -b', '"a" and (everything and not "b")'],
    ['-(a b)', 'everything and not (("a" or "b"))'],
    ['"Public DNS"', 'attributes.text has the phrase "public dns"'],
    ['"public dns"~2', 'attributes.text has the phrase "public dns"~2'],
    ['"public dns"~x', 'attributes.text has the phrase "public dns"'],
    ['goo*', 'attributes.text begins with "goo"'],
    ['go*o', '("go" or "o")'],
    ['goo~1', 'attributes.text is near "goo"~1'],
    ['goo~', 'attributes.text is near "goo"~2'],
    ['goo~9', 'attributes.text is near "goo"~2'],
    ['goo~0', '"goo"'],
    ['goo\\*', '"goo"'],
    ['\\-a', '"a"'],
    ['*', 'everything'],
    ['AND OR NOT', '("and" or "or" or "not")'],
    ['a:b', '"a:b"'],
    ['/re/', '"re"'],
    ['((a', '"a"'],
    ['a))', '"a"'],
    ['"a', '"a"'],
    ['[a TO', '("a" or "to")'],
    ['\\', 'nothing'],
    ['', 'nothing'],
    ['()', 'nothing'],
    ['""', 'nothing'],
    ['+ + |', 'nothing'],
    [`${'('.repeat(500)}a`, '"a"'],
    [`${'('.repeat(300)}a${')'.repeat(300)}`, '"a"'],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toBe(expected)
  })

  it.each([
    ['a b', { default_operator: 'AND' }, '"a" and "b"'],
    ['a | b c', { default_operator: 'AND' }, '(("a" or "b")) and "c"'],
    ['a b c', { minimum_should_match: '67%' }, '2 of ("a", "b", "c")'],
    ['a* | b', { flags: 'NONE' }, '("a" or "b")'],
    ['"a b" -c', { flags: 'OR|WHITESPACE' }, '("a" or "b" or "c")'],
    ['a b', { fields: ['tags^2', 'nope'] }, '(tags is "a"^2 or tags is "b"^2)'],
    ['abc', { fields: ['reputation'] }, 'nothing'],
    [
      '8.8.8.8',
      { fields: ['attributes.ip', 'wellKnown'] },
      'best of (attributes.ip is "8.8.8.8" | nothing)',
    ],
    ['Public D*', { analyze_wildcard: true }, '("public" or attributes.text begins with "d")'],
  ])('reads %j with %j', (text, options, expected) => {
    expect(read(text, options)).toBe(expected)
  })

  it('refuses flags that it does not have', () => {
    expect(() => read('a', { flags: 'OR|NOPE' })).toThrow('is not a list of')
  })

  it('never fails, whatever the text', () => {
    const piece = fc.oneof(
      fc.constantFrom(...Array.from('+-|"~*()\\ :/^'), 'a', 'b', '~1'),
      fc.string({ unit: 'grapheme', maxLength: 4 }).map((text) => text.toWellFormed()),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('').replaceAll('\0', ' ')
        expect(read(text)).toEqual(expect.any(String))
      }),
      { numRuns: 2_000 },
    )
  })
})
