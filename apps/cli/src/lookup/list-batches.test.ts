import { expect, it } from 'vitest'
import { listBatches } from './list-batches.ts'

it('listBatches() keeps every value, in portions that one request can carry', () => {
  expect(listBatches([])).toEqual([])
  const short = Array.from({ length: 20_001 }, (_, index) => `${index}`)
  expect(listBatches(short).map((batch) => batch.length)).toEqual([10_000, 10_000, 1])
  expect(listBatches(short).flat()).toEqual(short)
  const long = Array.from({ length: 9_000 }, (_, index) => `${index} ${'é'.repeat(500)}`)
  expect(listBatches(long).flat()).toEqual(long)
  for (const batch of listBatches(long)) {
    expect(Buffer.byteLength(JSON.stringify({ values: batch }))).toBeLessThan(1_048_576)
  }
})
