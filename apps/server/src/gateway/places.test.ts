import { expect, it } from 'vitest'
import { createPlaces } from './places.ts'

it('createPlaces() refuses a caller one place too many with 429, all callers with 503', () => {
  const places = createPlaces({ perCaller: 2, inAll: 3 })
  const first = places.take('a')
  places.take('a')
  expect(() => places.take('a')).toThrow(expect.objectContaining({ status: 429 }))
  places.take('b')
  expect(() => places.take('b')).toThrow(expect.objectContaining({ status: 503 }))
  first[Symbol.dispose]()
  first[Symbol.dispose]()
  places.take('b')
  expect(() => places.take('c')).toThrow(expect.objectContaining({ status: 503 }))
})
