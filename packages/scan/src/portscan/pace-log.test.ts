import { expect, it } from 'vitest'
import { PaceLog } from './pace-log.ts'

it('PaceLog samples evenly and never keeps more than 200 samples', () => {
  const log = new PaceLog(50)
  for (let atMs = 0; atMs <= 60_000; atMs += 2) log.note({ atMs, sent: atMs * 2, window: 100 })
  const samples = log.take()
  expect(samples.length).toBeGreaterThan(99)
  expect(samples.length).toBeLessThan(200)
  expect(samples.at(-1)?.atMs).toBeGreaterThan(59_000)
  expect(samples.every(({ ratePerSecond }) => Math.abs(ratePerSecond - 2000) < 80)).toBe(true)
})
