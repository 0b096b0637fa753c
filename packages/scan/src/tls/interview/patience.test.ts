import { describe, expect, it } from 'vitest'
import { Patience } from './patience.ts'

describe('Patience', () => {
  it('ends after 8 answers that are missing or slow', () => {
    const patience = new Patience()
    patience.note(100)
    for (let strike = 0; strike < 4; strike++) patience.note(undefined)
    for (let strike = 0; strike < 3; strike++) patience.note(2001)
    patience.note(2000)
    expect(patience.isExhausted).toBe(false)
    patience.note(undefined)
    expect(patience.isExhausted).toBe(true)
  })

  it('ends sooner where nothing has answered at all', () => {
    const patience = new Patience()
    for (let strike = 0; strike < 3; strike++) patience.note(undefined)
    expect(patience.isExhausted).toBe(false)
    patience.note(undefined)
    expect(patience.isExhausted).toBe(true)
  })
})
