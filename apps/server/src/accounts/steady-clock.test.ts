import { expect, it } from 'vitest'
import { createSteadyClock } from './steady-clock.ts'

it('A11: a clock set back takes no time back, one set forward counts', () => {
  const time = { wallMs: 1_000_000, monotonicMs: 0 }
  const now = createSteadyClock(
    () => time.wallMs,
    () => time.monotonicMs,
  )
  time.wallMs -= 3_600_000
  time.monotonicMs += 5_000
  expect(now().getTime()).toBe(1_005_000)
  time.wallMs = 9_000_000
  expect(now().getTime()).toBe(9_000_000)
})
