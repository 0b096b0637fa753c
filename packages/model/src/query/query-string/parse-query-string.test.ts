import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../errors.ts'
import { describeQuery } from '../describe-query.ts'
import { parseSearch } from '../parse-search.ts'

const now = new Date('2024-05-15T10:20:30.456Z')

function read(query: string, options: Readonly<Record<string, unknown>> = {}): string {
  const clause = { query_string: { query, fields: ['attributes.text'], ...options } }
  const request = parseSearch({ query: clause }, { corpus: 'entities', now })
  return describeQuery(request.query).replaceAll(/attributes\.text is (?=")/g, '')
}

describe('query_string', () => {
  it.each([
    ['a', '"a"'],
    ['a b', '("a" or "b")'],
    ['a AND b', '"a" and "b"'],
    ['a && b || c', '"a" and "b", better with ("c")'],
    ['a OR b AND c', '"b" and "c", better with ("a")'],
    ['a OR NOT b', '"a" and not "b"'],
    ['NOT a', 'not "a"'],
    ['!a b', '"b" and not "a"'],
    ['+a -b c', '"a" and not "b", better with ("c")'],
    ['a - b', '("a" or "b")'],
    ['foo-bar baz', '("foo" or "bar" or "baz")'],
    ['(a b) AND c', '(("a" or "b")) and "c"'],
    ['(a OR b)^2', '(("a" or "b"))^2'],
    ['a^2 b', '("a"^2 or "b")'],
    ['"Public DNS"', 'attributes.text has the phrase "public dns"'],
    ['"public dns"~3^2', 'attributes.text has the phrase "public dns"~3^2'],
    ['"a"', '"a"'],
    ['goo*', 'attributes.text begins with "goo"'],
    ['GOO*', 'attributes.text begins with "goo"'],
    ['g?O*e', 'attributes.text is like "g?o*e"'],
    ['a\\*b*', 'attributes.text begins with "a*b"'],
    ['google~', 'attributes.text is near "google"~2'],
    ['goo~1', 'attributes.text is near "goo"~1'],
    ['goo~0.8', '"goo"'],
    ['a\\:b \\(c\\)', '("a:b" or "c")'],
    ['tags:x', 'tags is "x"'],
    ['tags:(x y)', '(tags is "x" or tags is "y")'],
    ['tags:(x attributes.aso:y)', '(tags is "x" or attributes.aso is "y")'],
    ['tags:"x y"', 'tags has the phrase "x y"'],
    ['reputation:>=-1', 'reputation >= -1'],
    ['reputation:<2', 'reputation < 2'],
    ['reputation:[-3 TO 0}', 'reputation >= -3 and reputation < 0'],
    ['reputation:{0 TO *]', 'reputation > 0'],
    ['reputation:[* TO *]', 'reputation exists'],
    ['attributes.aso:["a b" TO TO]', 'attributes.aso >= "a b" and attributes.aso <= "to"'],
    [
      'lastSeen:[2022 TO 2022]',
      'lastSeen >= "2022-01-01T00:00:00.000Z" and lastSeen < "2023-01-01T00:00:00.000Z"',
    ],
    ['lastSeen:>now-1d', 'lastSeen >= "2024-05-14T10:20:30.457Z"'],
    ['attributes.ip:"8.8.8.0/24"', 'attributes.ip is "8.8.8.0/24"'],
    ['attributes.ip:8.8.*', 'attributes.ip begins with "8.8."'],
    ['_exists_:attributes.country', 'attributes.country exists'],
    ['attributes.country:*', 'attributes.country exists'],
    ['*:*', 'everything'],
    ['*', 'attributes.text exists'],
    ['nope:x', 'nothing'],
    [
      'attributes.sha3-2\\*:x',
      '(best of (attributes.sha3-224 is "x" | attributes.sha3-256 is "x"))',
    ],
    ['-- a', '"a"'],
    ['\u3000a\tb\n', '("a" or "b")'],
    ['+ - ', 'nothing'],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toBe(expected.replace(/^\((best of .*)\)$/, '$1'))
  })

  it.each([
    ['a b OR c', { default_operator: 'AND' }, '"a", better with ("b" or "c")'],
    ['a b', { default_operator: 'and' }, '"a" and "b"'],
    ['a b c', { minimum_should_match: '2' }, '2 of ("a", "b", "c")'],
    ['(a b c)', { minimum_should_match: '2' }, '2 of ("a", "b", "c")'],
    ['a', { minimum_should_match: '2' }, '"a"'],
    [
      'a b',
      { fields: ['tags^2', 'type'] },
      'best of (((tags is "a" or tags is "b"))^2 | ((type is "a" or type is "b")))',
    ],
    ['"a b"', { phrase_slop: 2 }, 'attributes.text has the phrase "a b"~2'],
    ['reputation:x', { lenient: true }, 'nothing'],
    ['reputation:[x TO 1]', { lenient: true }, 'nothing'],
    ['a* (b', { escape: true }, '("a" or "b")'],
    ['googel~', { fuzziness: 1 }, 'attributes.text is near "googel"~1'],
    ['Public D*', { analyze_wildcard: true }, '("public" or attributes.text begins with "d")'],
    ['A B', { analyzer: 'whitespace' }, '("A" or "B")'],
    [
      'lastSeen:2022-05-18',
      { time_zone: '+02:00' },
      'lastSeen >= "2022-05-17T22:00:00.000Z" and lastSeen < "2022-05-18T22:00:00.000Z"',
    ],
    ['*', { fields: ['*'] }, 'everything'],
  ])('reads %j with %j', (text, options, expected) => {
    expect(read(text, options)).toBe(expected)
  })

  it.each([
    ['AND OR NOT', 'unexpected "AND" at column 1'],
    ['a AND', 'unexpected end at column 6'],
    ['a OR OR b', 'unexpected "OR" at column 6'],
    ['field:', 'unexpected end at column 7'],
    ['(a', 'unexpected end at column 3: the ( of column 1 is not closed'],
    ['a)', 'unexpected ")" at column 2'],
    ['()', 'unexpected ")" at column 2'],
    ['[a TO', 'unexpected end at column 6: a bound is missing'],
    ['[a b]', 'unexpected "b" at column 4: TO is missing'],
    ['[a TO b', 'unexpected end at column 8: ] or } is missing'],
    ['a "b', 'unexpected character at column 3'],
    ['\\', 'unexpected character at column 1'],
    ['a^b', 'unexpected character at column 3: a number is missing after ^'],
    ['a:b:c', 'unexpected ":" at column 4'],
    ['a~9', '"~9" is no number of edits, column 2'],
    ['x /re/', 'a regular expression is not supported here, column 3: use the regexp clause'],
    ['reputation:x', '"x" is not a value of "reputation"'],
  ])('refuses %j', (text, reason) => {
    expect(() => read(text)).toThrow(`query.query_string.query: ${reason}`)
  })

  it('answers or refuses any text, and nothing else', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...Array.from('+-!(){}[]^"~*?:\\/<>=&| '),
        'AND',
        'OR',
        'NOT',
        'TO',
        '_exists_',
        'tags:',
      ),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        try {
          read(pieces.join(''))
        } catch (error) {
          if (!(error instanceof AppError && error.status === 400)) throw error
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
