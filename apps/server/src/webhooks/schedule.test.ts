import { describe, expect, it } from 'vitest'
import { nextWaitMs, parseRetryAfterMs } from './schedule.ts'

const minuteMs = 60_000

describe('nextWaitMs()', () => {
  it('follows the schedule of 27 h 35 min and then ends', () => {
    const waits = Array.from({ length: 9 }, (_, failures) => nextWaitMs(failures, { random: 0.5 }))
    expect(waits).toEqual([
      0,
      5_000,
      5 * minuteMs,
      30 * minuteMs,
      120 * minuteMs,
      300 * minuteMs,
      600 * minuteMs,
      600 * minuteMs,
      undefined,
    ])
  })

  it('spreads each wait by a fifth', () => {
    expect(nextWaitMs(2, { random: 0 })).toBe(4 * minuteMs)
    expect(nextWaitMs(2, { random: 1 })).toBe(6 * minuteMs)
  })

  it('waits as long as the receiver asks, but no longer than a day', () => {
    expect(nextWaitMs(1, { random: 0.5, retryAfterMs: 120_000 })).toBe(120_000)
    expect(nextWaitMs(2, { random: 0.5, retryAfterMs: 1_000 })).toBe(5 * minuteMs)
    expect(nextWaitMs(1, { random: 0.5, retryAfterMs: 1e15 })).toBe(24 * 60 * minuteMs)
  })
})

describe('parseRetryAfterMs()', () => {
  it('reads seconds and dates', () => {
    expect(parseRetryAfterMs('120', 0)).toBe(120_000)
    expect(parseRetryAfterMs('Thu, 01 Jan 1970 00:02:00 GMT', 60_000)).toBe(60_000)
  })

  it('takes everything else for no wish', () => {
    for (const value of [undefined, '', '-1', 'soon', '9'.repeat(65), 'Thu, 01 Jan 1960']) {
      expect(parseRetryAfterMs(value, 0)).toBe(0)
    }
  })
})
