import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consolidateVotes, type Vote } from './consolidate.ts'

describe('consolidateVotes()', () => {
  it.each([
    [[], 0, 0],
    [[3], 3, 1],
    [[3, 3, 3, 3], 3, 3],
    [[-1, -2], -2, 2],
    [[1, 2], 2, 2],
    [[-1, 0], -1, 1],
    [[-3, 3], 0, 0],
    [[0, 0], 0, 2],
    [[-3, -3, 3], -1, 2],
  ])('direct votes %j come to %d with accuracy %d', (votes, reputation, accuracy) => {
    expect(consolidateVotes(direct(votes))).toEqual({ reputation, accuracy })
  })

  it('counts inherited votes only while there is no direct one, and never as accuracy', () => {
    const inherited = [{ reputation: -3, isDirect: false }]
    expect(consolidateVotes(inherited)).toEqual({ reputation: -3, accuracy: 0 })
    expect(consolidateVotes([...inherited, ...direct([1])])).toEqual({ reputation: 1, accuracy: 1 })
  })

  it('case 75: never judges a well-known entity below zero', () => {
    const options = { isWellKnown: true }
    expect(consolidateVotes(direct([-3, -3]), options)).toEqual({ reputation: 0, accuracy: 0 })
    expect(consolidateVotes(direct([0, -3]), options)).toEqual({ reputation: 0, accuracy: 1 })
    expect(consolidateVotes(direct([3]), options)).toEqual({ reputation: 3, accuracy: 1 })
  })

  it('stays on both scales and is symmetric', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 })), (votes) => {
        const { reputation, accuracy } = consolidateVotes(direct(votes))
        const mirrored = consolidateVotes(direct(votes.map((vote) => -vote)))
        expect([-3, -2, -1, 0, 1, 2, 3]).toContain(reputation)
        expect([0, 1, 2, 3]).toContain(accuracy)
        expect(mirrored.reputation).toBe(0 - reputation)
        expect(mirrored.accuracy).toBe(accuracy)
      }),
    )
  })
})

function direct(reputations: readonly number[]): Vote[] {
  return reputations.map((reputation) => ({ reputation, isDirect: true }))
}
