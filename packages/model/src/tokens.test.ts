import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entityTokens, fieldTokens, queryTokens } from './tokens.ts'

describe('fieldTokens()', () => {
  it.each([
    ['nginx/1.22.1', ['nginx', '1.22.1']],
    ['example.com', ['example.com']],
    ['8.8.8.8', ['8.8.8.8']],
    ["The Dog's 3,141 bones", ['the', "dog's", '3,141', 'bones']],
    ['snake_case __ x', ['snake_case', 'x']],
    ['Ünïcode ΣΑΣ', ['ünïcode', 'σασ']],
    ['日本 ひら カタカナ', ['日', '本', 'ひ', 'ら', 'カタカナ']],
    ['한국어 ok', ['한국어', 'ok']],
    ['cafe\u0301.', ['cafe\u0301']],
    ['a😀b', ['a', '😀', 'b']],
    ['!!! -- ...', []],
    ['', []],
  ])('splits %j as the standard analyser does', (text, tokens) => {
    expect(fieldTokens(text)).toEqual(tokens)
  })

  it.each([
    ['(see my-host.example.com).', 'my-host.example.com'],
    ['https://my-host.example.com/a?b=c-d.example', 'my-host.example.com'],
    ['203.0.113.1:443/TCP', '443/tcp'],
    ['mailto:John@Example.com', 'john@example.com'],
    ['[2001:DB8:0::1]:443', '2001:db8::1'],
    ['is 2001:db8::, ok', '2001:db8::'],
    ['sha=D41D8CD98F00B204E9800998ECF8427E', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['net 8.8.8.8/24', '8.8.8.0/24'],
    ['"HTTP://Example.com/A"', 'http://example.com/a'],
  ])('of %j holds the indicator %s whole', (text, token) => {
    expect(fieldTokens(text)).toContain(token)
  })

  it('splits long tokens at 255 and keeps at most 1,000', () => {
    expect(fieldTokens('x'.repeat(600)).map((token) => token.length)).toEqual([255, 90])
    expect(fieldTokens('ab'.repeat(200)).map((token) => token.length)).toEqual([255, 145])
    const many = Array.from({ length: 3_000 }, (_, index) => `w${index}`).join(' ')
    expect(fieldTokens(many)).toHaveLength(1_000)
    expect(fieldTokens('𐐨'.repeat(300)).every((token) => token.isWellFormed())).toBe(true)
  })

  it('is linear on hostile texts', { timeout: 20_000 }, () => {
    const units = [
      'a.',
      'a-',
      'é:',
      '\u0301',
      ':',
      '/',
      '@',
      '[',
      '1/tcp',
      '1,',
      'a@',
      ' .',
      '::',
      '_',
      'x\u200d',
      '(',
    ]
    for (const unit of units) {
      fieldTokens(unit.repeat(60_000 / unit.length))
      fieldTokens(`é${unit.repeat(60_000 / unit.length)}!`)
    }
  })
})

describe('queryTokens()', () => {
  it.each([
    ['8.8.8.8 evil', ['8.8.8.8', 'evil']],
    ['EXAMPLE.com, 443/TCP!', ['example.com', '443/tcp']],
    ['my-host.example.com', ['my-host.example.com']],
    ['nginx/1.22.1 nginx', ['nginx', '1.22.1']],
    ['8.8.8', ['8.8.8']],
    ['???', []],
  ])('of %j are %j', (query, tokens) => {
    expect(queryTokens(query)).toEqual(tokens)
  })

  const indicator = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.domain(),
    fc.emailAddress(),
    fc.webUrl({ withFragments: true, withQueryParameters: true }),
    fc.stringMatching(/^[0-9a-fA-F]{32}$|^[0-9a-f]{40}$|^[0-9a-fA-F]{64}$/),
    fc.integer({ min: 1, max: 65_535 }).map((port) => `${port}/TCP`),
    fc.stringMatching(/^[a-z0-9.:/@-]{1,40}$/),
  )

  it('of an indicator are among the tokens of any field that holds it', () => {
    const words = fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { maxLength: 4 })
    const wraps = fc.constantFrom(['', ''], ['(', ')'], ['"', '".'], ['<', '>,'], ['', ';'])
    fc.assert(
      fc.property(indicator, words, wraps, (text, others, [open, close]) => {
        const field = [...others, `${open}${text}${close}`, ...others].join(' ')
        const tokens = fieldTokens(field)
        expect(queryTokens(text).filter((token) => !tokens.includes(token))).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })

  it('of any text are among the tokens of a field with that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const tokens = fieldTokens(text)
        expect(queryTokens(text).filter((token) => !tokens.includes(token))).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('entityTokens()', () => {
  it('has the whole value, however much else there is, and a value that is a number', () => {
    const tags = Array.from({ length: 5_000 }, (_, number) => `tag-${number}`)
    const attributes = { ip: '8.8.8.8', text: 'word '.repeat(10_000) }
    expect(entityTokens({ type: 'ip', attributes, tags })[0]).toEqual(['8.8.8.8'])
    expect(entityTokens({ type: 'asn', attributes: { asn: 15_169 }, tags: [] })).toEqual([
      ['15169'],
      ['asn'],
    ])
  })

  it('has one list for the value, for the type, per tag and per other text attribute', () => {
    const attributes = { 'ssh-banner': 'SSH-2.0 x', asn: 15_169, text: 'x' }
    expect(entityTokens({ type: 'ssh-banner', attributes, tags: ['scan', 'x'] })).toEqual([
      ['ssh', '2.0', 'x'],
      ['ssh', 'banner'],
      ['scan'],
      ['x'],
    ])
  })

  it('holds at most 4,000 tokens', () => {
    const text = (field: number) =>
      Array.from({ length: 2_000 }, (_, index) => `f${field}w${index}`).join(' ')
    const tags = Array.from({ length: 9 }, (_, field) => text(field))
    const lists = entityTokens({ type: 'text', attributes: {}, tags })
    expect(lists.map((list) => list.length)).toEqual([1, 1_000, 1_000, 1_000, 999])
  })
})
