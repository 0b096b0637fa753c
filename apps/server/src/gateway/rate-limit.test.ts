import { expect, it } from 'vitest'
import { createRateLimiter } from './rate-limit.ts'

it('a bucket holds a minute and refills evenly', () => {
  let nowMs = 0
  const limiter = createRateLimiter(() => nowMs)
  for (let left = 59; left >= 0; left -= 1) {
    const { headers, error } = limiter.take('a', 60)
    expect(error).toBeUndefined()
    expect(headers['ratelimit-remaining']).toBe(String(left))
  }
  expect(limiter.take('a', 60).error).toMatchObject({ status: 429, retryAfterSeconds: 1 })
  expect(limiter.take('b', 60).error).toBeUndefined()
  nowMs += 1_000
  expect(limiter.take('a', 60).error).toBeUndefined()
  expect(limiter.take('a', 60).error).toBeDefined()
  nowMs += 3_600_000
  expect(limiter.take('a', 60).headers['ratelimit-remaining']).toBe('59')
})

it('tells how long to wait for the next request', () => {
  const limiter = createRateLimiter(() => 0)
  expect(limiter.take('a', 1).error).toBeUndefined()
  expect(limiter.take('a', 1).error).toMatchObject({ retryAfterSeconds: 60 })
})
