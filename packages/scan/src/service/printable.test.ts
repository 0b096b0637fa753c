import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { printable } from './printable.ts'

describe('printable()', () => {
  it('strips escape sequences and shows control characters as spaces', () => {
    const text = '\u001b[1;31mred\u001b[0m\tand\0nul\r\nnext\u001b]0;title\u0007'
    expect(printable(Buffer.from(text))).toBe('red  and nul\nnext')
  })

  it('is short, well-formed and free of control characters for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = printable(bytes)
        expect(text).not.toMatch(/[^\P{C}\n]/u)
        expect(text.isWellFormed()).toBe(true)
      }),
    )
    expect(printable(Buffer.alloc(100_000, '\u{1f600}')).length).toBeLessThanOrEqual(4096)
  })
})
