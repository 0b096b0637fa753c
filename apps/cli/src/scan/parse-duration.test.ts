import { expect, it } from 'vitest'
import { formatDuration } from '../terminal/format-duration.ts'
import { parseDuration } from './parse-duration.ts'

it.each([
  ['90', 90_000],
  ['90s', 90_000],
  ['1.5m', 90_000],
  ['24h', 86_400_000],
  ['100ms', 100],
])('parseDuration() reads %s', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds)
})

it.each(['', '0', '99ms', '24.1h', '-5s', '5 s', '1d', 'soon', '1e3', '0x10'])(
  'parseDuration() refuses %j',
  (text) => {
    expect(() => parseDuration(text)).toThrow(RangeError)
  },
)

it.each([
  [0, '0.0 s'],
  [440, '0.4 s'],
  [9960, '10 s'],
  [59_600, '1 min 00 s'],
  [125_000, '2 min 05 s'],
  [3_720_000, '1 h 02 min'],
])('formatDuration() writes %i as %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text)
})
