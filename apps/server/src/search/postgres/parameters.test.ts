import { AppError } from '@windvane/model'
import { expect, it } from 'vitest'
import { Parameters } from './parameters.ts'

it('a statement has 65,535 values and no more', () => {
  const parameters = new Parameters()
  for (let count = 1; count < 65_535; count += 1) parameters.add(count)
  expect(parameters.add('last')).toBe('$65535')
  expect(() => parameters.add('more')).toThrow(AppError)
})

it('U+0000, which no database keeps, becomes what nobody stored', () => {
  const parameters = new Parameters()
  parameters.add('a\0b')
  parameters.add(['\0'])
  expect(parameters.values).toEqual(['a\ufffeb', ['\ufffe']])
})
