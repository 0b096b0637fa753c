import { describe, expect, it } from 'vitest'
import { RefusalAllowance } from './refusal-allowance.ts'

describe('RefusalAllowance', () => {
  it('lets six go at once, then fewer than one a second', () => {
    const allowance = new RefusalAllowance(0, 0)
    expect(allowance.available(0)).toBe(6)
    allowance.take(6)
    expect(allowance.available(1000)).toBe(0)
    expect(allowance.available(1100)).toBe(1)
    expect(allowance.available(60_000)).toBe(6)
  })

  it('starts with what the host has left', () => {
    expect(new RefusalAllowance(0, 4).available(0)).toBe(2)
    expect(new RefusalAllowance(0, 400).available(0)).toBe(0)
    expect(new RefusalAllowance(0, 400).available(2200)).toBe(2)
  })

  it('takes back what was not spent, never beyond a burst', () => {
    const allowance = new RefusalAllowance(0, 0)
    allowance.take(4)
    allowance.giveBack(3)
    expect(allowance.available(0)).toBe(5)
    allowance.giveBack(9)
    expect(allowance.available(0)).toBe(6)
  })

  it('expects half as many each time the host had none left, and gives up at last', () => {
    const allowance = new RefusalAllowance(0, 0)
    const pauses = [1, 2, 3].map((round) => {
      const now = round * 100_000
      allowance.noteDry(now)
      const steps = Array.from({ length: 100 }, (_, step) => step * 100)
      return steps.find((ms) => allowance.available(now + ms) > 0)
    })
    expect(pauses).toEqual([2200, 4300, 8500])
    expect(allowance.isHopeless).toBe(false)
    allowance.noteDry(400_000)
    expect(allowance.isHopeless).toBe(true)
    allowance.noteFlow()
    expect(allowance.isHopeless).toBe(false)
  })
})
