import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { literalPrefix } from './literal-prefix.ts'
import { matches, patterns, texts } from './test-patterns.ts'

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
