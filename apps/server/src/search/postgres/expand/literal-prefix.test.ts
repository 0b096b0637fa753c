import * as fc from 'fast-check'
import { RE2JS } from 're2js'
import { describe, expect, it } from 'vitest'
import { literalPrefix } from './literal-prefix.ts'

describe('literalPrefix()', () => {
  it.each([
    ['8\\.8\\.[0-9]', '8.8.'],
    ['google', 'google'],
    ['goo+gle', 'goo'],
    ['goo?gle', 'go'],
    ['goo*gle', 'go'],
    ['goo{0,2}', 'go'],
    ['a\\.*b', 'a'],
    ['ab|cd', ''],
    ['(ab)c', ''],
    ['(?i)ab', ''],
    ['\\pL', ''],
    ['\\Qa.b\\E', ''],
    ['.*', ''],
    ['', ''],
    ['𝔘?x', ''],
  ])('of %s is %j', (source, prefix) => {
    expect(literalPrefix(source)).toBe(prefix)
  })

  it('begins every text that a pattern matches', () => {
    fc.assert(
      fc.property(patterns, texts, (source, text) => {
        if (matches(source, text)) expect(text.startsWith(literalPrefix(source))).toBe(true)
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
