import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEditDistance } from './edit-distance.ts'

describe('createEditDistance()', () => {
  it.each([
    ['google', 'google', 0],
    ['google', 'gogle', 1],
    ['google', 'goggle', 1],
    ['google', 'foogle', 1],
    ['google', 'goolge', 1],
    ['google', 'gogel', 2],
    ['ab', '', 2],
    ['', '', 0],
    ['𝔘topia', 'utopia', 1],
    ['ca', 'abc', undefined],
    ['google', 'oggel', undefined],
  ])('of %j and %j is %j', (left, right, distance) => {
    expect(distanceOf(left, right, 2)).toBe(distance)
  })

  it('counts a change of places as two edits where it may not be one', () => {
    const rules = { maxEdits: 2, hasTranspositions: false }
    expect(createEditDistance('ab', rules)('ba')).toBe(2)
  })

  it('agrees with the whole matrix', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
    fc.assert(
      fc.property(text, text, fc.constantFrom(0, 1, 2), (left, right, maxEdits) => {
        const whole = wholeMatrix(left, right)
        expect(distanceOf(left, right, maxEdits)).toBe(whole > maxEdits ? undefined : whole)
      }),
    )
  })
})

function distanceOf(left: string, right: string, maxEdits: number): number | undefined {
  return createEditDistance(left, { maxEdits, hasTranspositions: true })(right)
}

/** Optimal string alignment as its recurrence says. */
function wholeMatrix(left: string, right: string): number {
  const memo = new Map<string, number>()
  const cell = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j
    const key = `${i} ${j}`
    const known = memo.get(key)
    if (known !== undefined) return known
    const change = left[i - 1] === right[j - 1] ? 0 : 1
    let cost = Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, cell(i - 1, j - 1) + change)
    if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
      cost = Math.min(cost, cell(i - 2, j - 2) + 1)
    }
    memo.set(key, cost)
    return cost
  }
  return cell(left.length, right.length)
}
