import { expect, it } from 'vitest'
import { accuracyLabel, isAccuracy, isReputation, reputationLabel } from './reputation.ts'

it('labels name every step of both scales', () => {
  expect([-3, -2, -1, 0, 1, 2, 3].map(reputationLabel)).toEqual([
    'malicious',
    'bad',
    'poor',
    'Indefinable',
    'normal',
    'good',
    'benign',
  ])
  expect([0, 1, 2, 3].map(accuracyLabel)).toEqual(['none', 'low', 'medium', 'high'])
})

it('case 48: only whole steps are on the scales', () => {
  expect([-4, 4, 1.5, '1', null, Number.NaN].filter(isReputation)).toEqual([])
  expect([-1, 4, 1.5, '1', null, Number.NaN].filter(isAccuracy)).toEqual([])
  expect([-3, 0, 3].every(isReputation) && [0, 3].every(isAccuracy)).toBe(true)
})
