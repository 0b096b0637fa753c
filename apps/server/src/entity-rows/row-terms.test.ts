import { describe, expect, it } from 'vitest'
import { toRowTerms } from './row-terms.ts'

describe('toRowTerms()', () => {
  it('has words and whole texts of every text, as one where they are the same, and the names of the attributes', () => {
    const { terms, analysed } = toRowTerms({
      type: 'ip',
      attributes: { ip: '8.8.8.8', aso: 'Google DNS, Google', asn: 15_169 },
      tags: ['Tor Exit', 'scan'],
    })
    expect(terms.toSorted()).toEqual(
      [
        ['value~8.8.8.8', 'type~ip'],
        ['tags', 'tags=Tor Exit', 'tags:tor', 'tags:exit', 'tags~scan'],
        ['ip', 'ip=8.8.8.8', 'asn', 'asn=15169'],
        ['aso', 'aso=Google DNS, Google', 'aso:google', 'aso:dns'],
      ]
        .flat()
        .toSorted(),
    )
    expect(analysed).toEqual({ aso: 'google dns google', tags: 'tor exit | scan' })
  })

  it('keeps no words in order where no text has two', () => {
    const row = { type: 'domain', attributes: { domain: 'example.com' }, tags: [] }
    expect(toRowTerms(row).analysed).toBeNull()
  })

  it('keeps the words of the main value, whatever its type, under that type', () => {
    const row = { type: 'breach-date', attributes: { 'breach-date': '2024-02-29' }, tags: [] }
    expect(toRowTerms(row).analysed).toEqual({ 'breach-date': '2024 02 29', type: 'breach date' })
  })

  it('keeps whole what has 256 code points, and no more', () => {
    const termsOf = (text: string) =>
      toRowTerms({ type: 'text', attributes: { text: `${text}.` }, tags: [] }).terms
    expect(termsOf('a'.repeat(255))).toContain(`text=${'a'.repeat(255)}.`)
    expect(termsOf('a'.repeat(256)).filter((term) => term.startsWith('text='))).toEqual([])
    expect(termsOf('😀'.repeat(255))).toContain(`text=${'😀'.repeat(255)}.`)
    expect(termsOf('😀'.repeat(256)).filter((term) => term.startsWith('text='))).toEqual([])
  })

  it('names who reported, and no attribute that is not one', () => {
    const row = { type: 'domain', attributes: { domain: 'a.b', x: 'y' }, tags: [], userId: 'u' }
    const { terms } = toRowTerms(row)
    expect(terms).toContain('userID=u')
    expect(terms.filter((term) => term.startsWith('x'))).toEqual([])
  })

  it('stops at 4,000 words', () => {
    const text = Array.from({ length: 5_000 }, (_, number) => `w${number}`).join(' ')
    const { terms } = toRowTerms({ type: 'text', attributes: { text }, tags: [] })
    expect(terms.length).toBeLessThanOrEqual(4_005)
    expect(terms).toContain('text')
  })
})
