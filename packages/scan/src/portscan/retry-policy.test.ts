import { expect, it } from 'vitest'
import { RetryPolicy } from './retry-policy.ts'

it('RetryPolicy calls a port filtered after two clean tries', () => {
  const policy = new RetryPolicy()
  expect(policy.judge({ sent: 1, cleanMisses: 1 })).toBe('again')
  expect(policy.judge({ sent: 2, cleanMisses: 2 })).toBe('filtered')
})

it('RetryPolicy tries once more than any retry has needed so far, five times at most', () => {
  const policy = new RetryPolicy()
  policy.noteAnswer(1)
  expect(policy.judge({ sent: 2, cleanMisses: 2 })).toBe('again')
  expect(policy.judge({ sent: 3, cleanMisses: 3 })).toBe('filtered')
  policy.noteAnswer(7)
  expect(policy.judge({ sent: 4, cleanMisses: 4 })).toBe('again')
  expect(policy.judge({ sent: 5, cleanMisses: 5 })).toBe('filtered')
})

it('RetryPolicy does not count tries in congestion, but ends all the same', () => {
  const policy = new RetryPolicy()
  expect(policy.judge({ sent: 11, cleanMisses: 0 })).toBe('again')
  expect(policy.judge({ sent: 12, cleanMisses: 0 })).toBe('filtered')
})
