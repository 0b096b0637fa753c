import { AppError } from '@windvane/model'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { QueryPlaces } from './query-places.ts'

const limits = { perAccount: 2, atOnce: 3 }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Queries that end when they are told, and what became of them in this order. */
function begin(places: QueryPlaces) {
  const log: string[] = []
  const ends = new Map<string, () => void>()
  const ask = (account: string, name: string) => {
    const query = () => {
      log.push(`${name} runs`)
      return new Promise<void>((resolve) => ends.set(name, resolve))
    }
    places.run(account, query).then(
      () => log.push(`${name} done`),
      (error: unknown) => log.push(`${name} ${error instanceof AppError ? error.status : 'fails'}`),
    )
  }
  const settle = () => vi.advanceTimersByTimeAsync(0)
  const end = async (name: string) => {
    ends.get(name)?.()
    await settle()
  }
  return { log, ask, end, settle }
}

it('an account waits for its own queries, and the next of all for a place', async () => {
  const { log, ask, end, settle } = begin(new QueryPlaces(limits))
  for (const name of ['a1', 'a2', 'a3']) ask('a', name)
  for (const name of ['b1', 'b2']) ask('b', name)
  await settle()
  expect(log).toEqual(['a1 runs', 'a2 runs', 'b1 runs'])
  await end('b1')
  expect(log.slice(3)).toEqual(['b2 runs', 'b1 done'])
  await end('a1')
  expect(log.slice(5)).toEqual(['a3 runs', 'a1 done'])
})

it('who waits 2 seconds is refused: 429 for their own queries, 503 for those of others', async () => {
  const { log, ask, end, settle } = begin(new QueryPlaces(limits))
  for (const name of ['a1', 'a2', 'a3']) ask('a', name)
  ask('b', 'b1')
  ask('c', 'c1')
  await settle()
  expect(log).toEqual(['a1 runs', 'a2 runs', 'b1 runs'])
  await vi.advanceTimersByTimeAsync(1_999)
  expect(log).toHaveLength(3)
  await vi.advanceTimersByTimeAsync(1)
  expect(log.slice(3)).toEqual(['a3 429', 'c1 503'])
  for (const name of ['a1', 'a2', 'b1']) await end(name)
  ask('c', 'c2')
  await settle()
  expect(log.slice(5)).toEqual(['a1 done', 'a2 done', 'b1 done', 'c2 runs'])
})

it('a hundred wait; one more is refused, unless it waits for fewer than another', async () => {
  const { log, ask, end, settle } = begin(new QueryPlaces(limits))
  for (let number = 1; number <= 102; number += 1) ask('a', `a${number}`)
  ask('b', 'b1')
  await settle()
  expect(log).toEqual(['a1 runs', 'a2 runs', 'b1 runs'])
  ask('a', 'a103')
  await settle()
  expect(log.slice(3)).toEqual(['a103 429'])
  ask('c', 'c1')
  await settle()
  expect(log.slice(4)).toEqual(['a102 429'])
  await end('b1')
  expect(log.slice(5)).toEqual(['c1 runs', 'b1 done'])
})

it('accounts take turns', async () => {
  const { log, ask, end, settle } = begin(new QueryPlaces({ perAccount: 1, atOnce: 1 }))
  for (const name of ['a1', 'a2', 'a3']) ask('a', name)
  ask('b', 'b1')
  await settle()
  for (const name of ['a1', 'a2', 'b1', 'a3']) await end(name)
  expect(log.filter((line) => line.endsWith('runs'))).toEqual([
    'a1 runs',
    'a2 runs',
    'b1 runs',
    'a3 runs',
  ])
})

it('a query that fails gives its place back', async () => {
  const places = new QueryPlaces({ perAccount: 1, atOnce: 1 })
  await expect(places.run('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  await expect(places.run('a', () => Promise.resolve('found'))).resolves.toBe('found')
})
