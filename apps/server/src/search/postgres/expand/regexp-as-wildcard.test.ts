import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { regexpAsWildcard } from './regexp-as-wildcard.ts'
import { matches, patterns, texts } from './test-patterns.ts'

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
