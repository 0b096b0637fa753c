import * as fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, it } from 'vitest'
import { regexpAsWildcard } from './regexp-as-wildcard.ts'

describe('regexpAsWildcard()', () => {
  it.each([
    ['.*', ['any']],
    ['a.b.+', [{ literal: 'a' }, 'one', { literal: 'b' }, 'one', 'any']],
    ['a\\.b', [{ literal: 'a.b' }]],
    ['%_', [{ literal: '%_' }]],
    ['a+', undefined],
    ['a?', undefined],
    ['.*?', undefined],
    ['a|b', undefined],
    ['^a', undefined],
    ['\\d', undefined],
  ])('of %s is %j', (source, pieces) => {
    expect(regexpAsWildcard(source)).toEqual(pieces)
  })

  it('matches what the pattern matches', () => {
    fc.assert(
      fc.property(patterns, texts, (source, text) => {
        const pieces = regexpAsWildcard(source)
        if (pieces === undefined) return
        const written = pieces.map((piece) => {
          if (piece === 'any') return '[^]*'
          return piece === 'one' ? '[^]' : piece.literal.replace(/\W/g, '\\$&')
        })
        expect(new RegExp(`^${written.join('')}$`).test(text)).toBe(matches(source, text))
      }),
      { numRuns: 2_000 },
    )
  })
})

const piece = fc.constantFrom(
  'a',
  'b',
  '.',
  '\\.',
  '*',
  '+',
  '?',
  '(',
  ')',
  '|',
  '{0,1}',
  '[ab]',
  '^',
)
const patterns = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''))
const texts = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n'), maxLength: 5 })

function matches(source: string, text: string): boolean {
  try {
    return RE2JS.compile(source, RE2JS.DOTALL).matches(text)
  } catch {
    return false
  }
}
