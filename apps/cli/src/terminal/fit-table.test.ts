import { describe, expect, it } from 'vitest'
import { type Column, fitTable } from './fit-table.ts'
import { cutText, textWidth } from './text-width.ts'

const columns: readonly Column[] = [
  { head: 'PORT', least: 4, rank: 0 },
  { head: 'PRODUCT', least: 8, rank: 1 },
  { head: 'TLS', least: 3, rank: 2 },
]

function table(width: number): readonly string[] {
  const row = ['443/tcp', 'a web server of some length', 'until 2027-01-01']
  return fitTable(columns, [row.map((text) => ({ text }))], width)
}

describe('fitTable()', () => {
  it('gives each column its width where there is room', () => {
    expect(table(Number.POSITIVE_INFINITY)).toEqual([
      'PORT     PRODUCT                      TLS',
      '443/tcp  a web server of some length  until 2027-01-01',
    ])
  })

  it('narrows the widest, then leaves out what matters least', () => {
    expect(table(40)[1]).toBe('443/tcp  a web server …  until 2027-01-…')
    expect(table(19)).toEqual(['PORT  PRODUCT   TLS', '443…  a web s…  un…'])
    expect(table(18)).toEqual(['PORT     PRODUCT', '443/tcp  a web se…'])
    expect(table(12)).toEqual(['PORT', '443/tcp'])
  })

  it.each([1, 5, 10, 14, 18, 25, 40, 60, 80])('keeps to %i columns', (width) => {
    const least = 14
    for (const line of table(width))
      expect(textWidth(line)).toBeLessThanOrEqual(Math.max(least, width))
  })

  it('counts columns of the terminal, and paints what has its width', () => {
    const cells = [{ text: '日本', paint: (text: string) => `<${text}>` }, { text: 'x' }]
    expect(fitTable(columns.slice(0, 2), [cells], 80)[1]).toBe('<日本>  x')
  })
})

describe('cutText()', () => {
  it.each([
    ['short', 10, 'short'],
    ['a longer text', 8, 'a longe…'],
    ['日本語テキスト', 7, '日本語…'],
    ['e\u0301e\u0301e\u0301', 3, 'e\u0301e\u0301e\u0301'],
    ['anything', 0, ''],
  ])('%s at %i is %s', (text, width, cut) => {
    expect(cutText(text, width)).toBe(cut)
    expect(textWidth(cutText(text, width))).toBeLessThanOrEqual(width)
  })
})
