import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entityId } from './entity-id.ts'
import { AppError } from './errors.ts'
import { candidateIds, interpretQuery, interpretValue } from './interpret.ts'

const id8 = 'ip-ba7fa36bff8d58ee45b973615e83d9aaeb921f1cc477d9c156e8a9cae8cca16e'

describe('interpretQuery()', () => {
  it('reads an address as every type it may be', () => {
    const query = interpretQuery(' 8.8.8.8\n')
    expect(query).toMatchObject({ text: '8.8.8.8', kind: 'ip', address: '8.8.8.8' })
    expect(candidateIds(query.candidates)).toContain(id8)
    expect(candidateIds(query.candidates)).toContain(entityId('text', '8.8.8.8'))
    expect(new Set(query.candidates.map((candidate) => candidate.text))).toEqual(
      new Set(['8.8.8.8']),
    )
    expect(query.tokens).toEqual(['8.8.8.8'])
  })

  it.each([
    ['2001:0DB8::68', 'ip', 'ip', '2001:db8::68'],
    ['10.0.0.1', 'ip', 'ip', '10.0.0.1'],
    ['8.8.8.8/24', 'cidr', 'cidr', '8.8.8.0/24'],
    ['EXAMPLE.com', 'domain', 'domain', 'example.com'],
    ['HTTP://Example.com/A', 'url', 'url', 'http://example.com/A'],
    ['John@Example.com', 'email', 'email-address', 'john@example.com'],
    ['D41D8CD98F00B204E9800998ECF8427E', 'hash', 'md5', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['443/TCP', 'port', 'port', '443/tcp'],
    ['Google LLC', 'words', 'aso', 'google llc'],
    ['Google LLC', 'words', 'value', 'Google LLC'],
    ['united states', 'words', 'country', 'United States'],
    ['15169', 'words', 'asn', '15169'],
    ['1048576', 'words', 'size-in-bytes', '1.048576e+06'],
    ['(a+)+$', 'words', 'pattern-in-file', '(a+)+$'],
    ['eval[.]x', 'words', 'pattern-in-file', 'eval[.]x'],
  ])('case 51: takes %j as %s and finds the %s %s', (text, kind, ...entity) => {
    const [type, value] = entity
    const query = interpretQuery(text)
    expect(query.kind).toBe(kind)
    expect(candidateIds(query.candidates)).toContain(entityId(type, value))
  })

  it.each([
    ['8.8.8[.]8', '8.8.8.8'],
    ['8(.)8{.}8[.]8', '8.8.8.8'],
    ['hxxp://evil[.]example/a', 'http://evil.example/a'],
    ['hXXps[:]//evil[dot]example', 'https://evil.example'],
    ['HXXPS[://]evil(dot)example', 'https://evil.example'],
    ['me[at]evil[.]example', 'me@evil.example'],
    ['me[@]evil.example', 'me@evil.example'],
    ['\ufeff 8.8.8.8\u200b', '8.8.8.8'],
  ])('makes %s real', (typed, text) => {
    expect(interpretQuery(typed)).toMatchObject({ text, tokens: [text] })
  })

  it('case 50: takes 8.8.8 for a word and not for 8.8.8.8', () => {
    const query = interpretQuery('8.8.8')
    expect(query).toMatchObject({ kind: 'words', tokens: ['8.8.8'] })
    expect(query.candidates.map((candidate) => candidate.text)).not.toContain('8.8.8.8')
    expect(candidateIds(query.candidates).filter((id) => id.startsWith('ip-'))).toEqual([])
  })

  it.each(['', '   ', '\u200b', '\n\u00a0\ufeff'])('E1: refuses the blank %j', (query) => {
    expect(codeOf(query)).toBe('value_empty')
  })

  it('E3: refuses more than 1,024 bytes', () => {
    expect(codeOf('a'.repeat(1_025))).toBe('invalid_request')
    expect(codeOf('é'.repeat(513))).toBe('invalid_request')
    expect(codeOf('a'.repeat(65_536))).toBe('invalid_request')
    expect(codeOf('a'.repeat(1_024))).toBeUndefined()
    expect(interpretValue('a'.repeat(1_025), { maxBytes: 2_048 }).candidates).not.toEqual([])
  })

  it('E5: gives every text candidates, or an AppError', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.webUrl(), fc.ipV6())
    fc.assert(
      fc.property(text, (query) => {
        if (codeOf(query) !== undefined) return
        const { candidates } = interpretQuery(query)
        expect(candidates.length).toBeGreaterThan(0)
        expect(candidateIds(candidates).length).toBeGreaterThan(0)
      }),
    )
    expect(interpretQuery('\u0301'.repeat(512)).tokens).toEqual([])
  })
})

function codeOf(query: string): string | undefined {
  try {
    interpretQuery(query)
    return undefined
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}
