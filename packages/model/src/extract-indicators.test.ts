import { describe, expect, it } from 'vitest'
import { extractIndicators } from './extract-indicators.ts'

describe('extractIndicators()', () => {
  it('finds indicators in prose, tables and markup, each once', () => {
    const text = `Beacon to 8.8.8[.]8 (again 8.8.8.8), then "hxxps://evil[.]example/a?b=c".
      ip,domain\n192.0.2.1,bad.example;<a href='http://x.example/'>x</a> | 443/tcp
      mail me: analyst@soc.example; d41d8cd98f00b204e9800998ecf8427e`
    expect(extractIndicators(text)).toEqual([
      '8.8.8[.]8',
      'hxxps://evil[.]example/a?b=c',
      '192.0.2.1',
      'bad.example',
      'http://x.example/',
      '443/tcp',
      'analyst@soc.example',
      'd41d8cd98f00b204e9800998ecf8427e',
    ])
  })

  it('finds nothing in words', () => {
    expect(extractIndicators('Nothing to see here. Really!')).toEqual([])
    expect(extractIndicators('')).toEqual([])
  })
})
