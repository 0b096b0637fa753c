import { describe, expect, it } from 'vitest'
import { SendWindow } from './send-window.ts'

describe('SendWindow', () => {
  it('doubles per round trip before the first loss and grows by 6 % after it', () => {
    const window = new SendWindow(100, 2000)
    for (let count = 0; count < 100; count++) window.growByAnswer()
    expect(window.size).toBe(200)
    window.shrink(0.5, { lostSentAt: 1, now: 2, inFlight: 200 })
    expect(window.size).toBe(100)
    for (let count = 0; count < 100; count++) window.growByAnswer()
    expect(window.size).toBeCloseTo(106, 0)
  })

  it('shrinks once for all that was lost together', () => {
    const window = new SendWindow(1000, 2000)
    expect(window.shrink(0.8, { lostSentAt: 10, now: 100, inFlight: 1000 })).toBe(true)
    expect(window.shrink(0.8, { lostSentAt: 99, now: 110, inFlight: 800 })).toBe(false)
    expect(window.size).toBe(800)
    expect(window.shrink(0.8, { lostSentAt: 101, now: 200, inFlight: 800 })).toBe(true)
    expect(window.size).toBe(640)
  })

  it('shrinks from what was really in flight, never below its floor', () => {
    const window = new SendWindow(1000, 2000)
    window.shrink(0.5, { lostSentAt: 1, now: 2, inFlight: 100 })
    expect(window.size).toBe(50)
    window.shrink(0, { lostSentAt: 3, now: 4, inFlight: 50 })
    expect(window.size).toBe(24)
  })

  it('never grows past what the machine or the profile allows', () => {
    const window = new SendWindow(200, 50)
    expect(window.size).toBe(50)
    window.growBySteps()
    expect(window.size).toBe(50)
    window.limitTo(10)
    window.growByAnswer()
    window.shrink(0.9, { lostSentAt: 1, now: 2, inFlight: 2 })
    expect(window.size).toBe(10)
  })

  it('growBySteps() grows by half at first, and after a loss slowly near the size that lost', () => {
    const window = new SendWindow(400, 2000)
    window.growBySteps()
    expect(window.size).toBe(600)
    window.shrink(0.5, { lostSentAt: 1, now: 2, inFlight: 600 })
    window.growBySteps()
    expect(window.size).toBeCloseTo(330)
    for (let step = 0; step < 5; step++) window.growBySteps()
    expect(window.size).toBeLessThan(500)
  })

  it('holdBelowLoss() stays clear of the size that lost, and without a loss holds nothing back', () => {
    const window = new SendWindow(400, 2000)
    window.holdBelowLoss()
    window.growBySteps()
    expect(window.size).toBe(600)
    window.shrink(0.85, { lostSentAt: 1, now: 2, inFlight: 600 })
    expect(window.size).toBe(480)
    for (let step = 0; step < 200; step++) window.growBySteps()
    for (let count = 0; count < 200; count++) window.growByAnswer()
    expect(window.size).toBe(480)
    window.shrink(0.5, { lostSentAt: 3, now: 4, inFlight: 400 })
    expect(window.size).toBe(200)
    for (let step = 0; step < 200; step++) window.growBySteps()
    expect(window.size).toBe(0.8 * 480)
  })

  it('growBySteps() stops at the limit given and never shrinks to it', () => {
    const window = new SendWindow(300, 2000)
    window.growBySteps(400)
    expect(window.size).toBe(400)
    window.growBySteps(100)
    expect(window.size).toBe(400)
  })
})
