import { expect, it } from 'vitest'
import { ExpiryWheel } from './expiry-wheel.ts'

it('ExpiryWheel hands out each item once, when it is due and not before', () => {
  const wheel = new ExpiryWheel<string>(1000)
  wheel.add('late', 1500)
  wheel.add('early', 1100)
  wheel.add('past', 900)
  expect(wheel.takeDue(1050)).toEqual(['past'])
  expect(wheel.takeDue(1099)).toEqual([])
  expect(wheel.takeDue(1104)).toEqual(['early'])
  expect(wheel.takeDue(1496)).toEqual([])
  expect(wheel.takeDue(1504)).toEqual(['late'])
  expect(wheel.takeDue(9000)).toEqual([])
})

it('ExpiryWheel keeps order over many turns and a stalled clock', () => {
  const wheel = new ExpiryWheel<number>(0)
  const taken: number[] = []
  for (let now = 0; now < 20_000; now += 7) {
    wheel.add(now + 300, now + 300)
    for (const due of wheel.takeDue(now)) {
      expect(Math.abs(due - now)).toBeLessThan(12)
      taken.push(due)
    }
  }
  const left = wheel.takeDue(60_000)
  expect(taken.length + left.length).toBe(Math.ceil(20_000 / 7))
  wheel.add(1, 60_100)
  expect(wheel.takeDue(60_104)).toEqual([1])
})
