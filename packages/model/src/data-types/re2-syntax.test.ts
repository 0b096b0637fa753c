import * as fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, it } from 'vitest'
import { isRe2, measureRe2 } from './re2-syntax.ts'

describe('isRe2()', () => {
  it.each([
    '',
    '(a+)+$',
    '(?i)evil',
    '(?i-s:x)(?P<a>y)(?<b>z)',
    'a*?b+?c??d{2}?',
    'a{,2}{x{01}',
    '[]a-]|[^]a]|[a-]',
    '[[:alpha:][:^digit:]\\d\\pL\\p{^Greek}\\x41-\\x{5A}]',
    '\\Qa**\\E+',
    '\\A\\b\\B\\z\\.\\_\\-\\n\\012\\12',
    '(x{1000})*',
    'é\n[é-ü]',
    '^*',
  ])('takes %j', (pattern) => {
    expect(isRe2(pattern)).toBe(true)
  })

  it.each([
    'a**',
    'a{2}{3}',
    'a*??',
    '*a',
    'a|*',
    '(*)',
    '(?i)*',
    '(',
    ')',
    '(?=x)',
    '(?!x)',
    '(?<=x)',
    '(?<!x)',
    '(?P<a>x)(?P<a>y)',
    '(?<>x)',
    '(?i-)',
    '(?q)',
    '(?',
    '[',
    '[a',
    '[]',
    '[z-a]',
    '[[:nope:]]',
    '[[:[:alpha:]]',
    '[\\b]',
    '\\',
    '\\1',
    '\\8',
    '\\Z',
    '\\C',
    '\\e',
    '\\é',
    '\\x4',
    '\\x{110000}',
    '\\x{}',
    '\\p{Nope}',
    '\\p{',
    '\\pZz{3,2}',
    'a{1001}',
    'a{3,2}',
    '((a{50}){5}){5}',
    '(x{1,50}){1,50}',
    '('.repeat(1_500) + ')'.repeat(1_500),
  ])('refuses %.40s', (pattern) => {
    expect(isRe2(pattern)).toBe(false)
  })

  it('agrees with a regular expression engine on any pattern', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'a',
        'é',
        '(',
        '(?:',
        '(?i)',
        '(?P<n>',
        '(?=',
        '(?<',
        ')',
        '|',
        '^',
        '$',
        '.',
      ),
      fc.constantFrom('*', '+', '?', '{2}', '{2,}', '{3,2}', '{0}', '{,2}', '{50}', '{', '}'),
      fc.constantFrom('[^', ']', '-', '[a-z]', '[z-a]', '[]a]', '[[:alpha:]]'),
      fc.constantFrom('\\d', '\\pL', '\\p{Greek}', '\\b', '\\Q', '\\E', '\\1', '\\12', '\\x41'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 7 }), (pieces) => {
        const pattern = pieces.join('')
        expect([pattern, isRe2(pattern)]).toEqual([pattern, canCompile(pattern)])
      }),
      { numRuns: 2_000 },
    )
  })

  it('is linear on hostile patterns', { timeout: 10_000 }, () => {
    const units = [
      '(',
      '[',
      '[:',
      '[[:',
      '\\Q',
      '\\p{',
      '\\pL',
      '\\x{1',
      '{1',
      'x{1000}',
      '(?',
      '(?i',
      '(?<a',
      '|',
      'a{1,',
    ]
    for (const unit of units) isRe2(unit.repeat(65_536 / unit.length))
  })
})

function canCompile(pattern: string): boolean {
  try {
    RE2JS.compile(pattern)
    return true
  } catch {
    return false
  }
}

describe('measureRe2()', () => {
  it.each([
    ['', 2],
    ['abc', 5],
    ['\\Qabc\\E+', 6],
    ['[a-f0-9]{64}', 67],
    ['(a|b)*', 8],
    ['(?:(?:(a|)){31}){32}', 8_000],
    ['[', undefined],
  ])('of %j is about %s', (pattern, size) => {
    const measured = measureRe2(pattern)
    if (size === undefined) expect(measured).toBeUndefined()
    else expect(Math.abs((measured ?? 0) - size) / size).toBeLessThan(0.25)
  })

  it('is never far below what a compiler makes', () => {
    const atom = fc.constantFrom('a', '.', '[a-z]', '\\d', '(a|b)', '(?:ab)', '\\.')
    const repeat = fc.constantFrom('', '', '*', '+?', '?', '{3}', '{2,5}', '{4,}', '{0,6}')
    const inner = fc.array(fc.tuple(atom, repeat), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(inner, fc.integer({ min: 1, max: 9 }), (pieces, times) => {
        const pattern = `(?:${pieces.map((piece) => piece.join('')).join('')}){${times}}`
        const measured = measureRe2(pattern) ?? 0
        expect(measured * 2).toBeGreaterThanOrEqual(RE2JS.compile(pattern).programSize())
      }),
      { numRuns: 300 },
    )
  })
})
