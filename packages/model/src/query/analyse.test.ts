import { describe, expect, it } from 'vitest'
import { analyse, analyseKeyword } from './analyse.ts'

describe('analyse()', () => {
  it.each([
    ['The the THE', ['the', 'the', 'the']],
    ['nginx/1.22.1', ['nginx', '1.22.1']],
    ['botnet-c2', ['botnet', 'c2']],
    ['443/tcp', ['443', 'tcp']],
    ['user@example.com', ['user', 'example.com']],
    ['8.8.8.8:53', ['8.8.8.8', '53']],
    ['2001:db8::1', ['2001', 'db8', '1']],
    ['a:b', ['a:b']],
    ['dog’s 3,141', ['dog’s', '3,141']],
    ['日本 ΣΑΣ', ['日', '本', 'σασ']],
    ['__ . -', []],
    ['🇩🇪🇩🇰 ❤️ 👩‍👩‍👧x 👍🏽', ['🇩🇪', '🇩🇰', '❤️', '👩‍👩‍👧', 'x', '👍🏽']],
    ['a\ud800b', ['a', 'b']],
    ['x'.repeat(300), ['x'.repeat(255), 'x'.repeat(45)]],
  ])('has the words of %j in their places', (text, words) => {
    expect(analyse(text)).toEqual(words)
  })
})

it('a text of at most 256 code points has a keyword', () => {
  expect(analyseKeyword('x'.repeat(256))).toBe('x'.repeat(256))
  expect(analyseKeyword('x'.repeat(257))).toBeUndefined()
  expect(analyseKeyword('😀'.repeat(256))).toBe('😀'.repeat(256))
  expect(analyseKeyword('😀'.repeat(257))).toBeUndefined()
})
