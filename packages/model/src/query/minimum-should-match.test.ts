import { expect, it } from 'vitest'
import { countMinimum, minimumShouldMatch } from './minimum-should-match.ts'

it.each([
  [2, [0, 1, 2, 3, 10], [2, 2, 2, 2, 2]],
  [-1, [0, 1, 2, 3, 10], [0, 0, 1, 2, 9]],
  ['+3', [1, 5], [3, 3]],
  ['75%', [1, 2, 3, 4, 10], [0, 1, 2, 3, 7]],
  ['-25%', [1, 3, 4, 8], [1, 3, 3, 6]],
  ['100%', [1, 7], [1, 7]],
  ['3<90%', [1, 2, 3, 4, 10], [1, 2, 3, 3, 9]],
  ['2<-25% 9<-3', [1, 2, 3, 8, 9, 10], [1, 2, 3, 6, 7, 7]],
  [' 3 < 90% ', [3, 10], [3, 9]],
  ['-200%', [4], [0]],
])('%j of %j clauses is %j', (form, optional, counts) => {
  const minimum = minimumShouldMatch(form, 'm')
  expect(optional.map((count) => countMinimum(minimum, count))).toEqual(counts)
})

it.each(['', 'x', '1.5', '3<', '<2', '3<4<5', '5 %', '%', 1.5, true, null, [], '1e3', '-3<2'])(
  'refuses %j',
  (form) => {
    expect(() => minimumShouldMatch(form, 'm')).toThrow('minimum_should_match')
  },
)
