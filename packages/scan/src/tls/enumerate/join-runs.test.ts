import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eliminate } from './eliminate.ts'
import { joinRuns } from './join-runs.ts'

/** A server with an order of its own, which counts the questions. */
function createServer(order: readonly number[]) {
  const server = {
    questions: 0,
    weigh: (item: number) => item % 2,
    choose: (offer: readonly number[]) => {
      server.questions += 1
      const item = order.find((candidate) => offer.includes(candidate))
      return Promise.resolve(item === undefined ? ('none' as const) : { item })
    },
  }
  return server
}

describe('joinRuns()', () => {
  it('takes one question a seam when the runs were guessed right', async () => {
    const server = createServer([1, 2, 3, 4, 5, 6, 7])
    expect(await joinRuns([[1, 2], [], [3, 4, 5], [6, 7]], server)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(server.questions).toBe(2)
  })

  it('finds any order, however the runs lie', async () => {
    const order = fc.uniqueArray(fc.nat(40), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(order, fc.integer({ min: 1, max: 5 }), async (items, count) => {
        const runs = Array.from({ length: count }, (_, run) =>
          items.filter((item) => item % count === run),
        )
        expect(await joinRuns(runs, createServer(items))).toEqual(items)
      }),
    )
  })

  it('asks all at once, too, when the server goes by weight first', async () => {
    const server = createServer([1, 3, 5, 7, 2, 4, 6])
    const runs = [
      [1, 3, 2],
      [5, 4],
      [7, 6],
    ]
    expect(await joinRuns(runs, server)).toEqual([1, 3, 5, 7, 2, 4, 6])
    // Two seams of the first guess, and five of the second.
    expect(server.questions).toBe(7)
  })

  it('keeps everything when the server stops answering', async () => {
    const runs = [
      [1, 3],
      [2, 4],
    ]
    const choose = () => Promise.resolve('unknown' as const)
    const joined = await joinRuns(runs, { choose, weigh: (item) => item })
    expect(new Set(joined)).toEqual(new Set([1, 2, 3, 4]))
  })
})

describe('eliminate()', () => {
  it('finds all that is accepted, in the order of choice', async () => {
    const server = createServer([5, 3, 1])
    expect(await eliminate([1, 2, 3, 4, 5], server.choose)).toEqual({
      accepted: [5, 3, 1],
      isComplete: true,
    })
    expect(server.questions).toBe(4)
  })

  it('ends on a server that chooses what was not offered', async () => {
    const found = await eliminate([1, 2], () => Promise.resolve({ item: 9 }))
    expect(found).toEqual({ accepted: [], isComplete: true })
  })

  it('says when a question found no answer', async () => {
    const found = await eliminate([1, 2], () => Promise.resolve('unknown' as const))
    expect(found).toEqual({ accepted: [], isComplete: false })
  })
})
