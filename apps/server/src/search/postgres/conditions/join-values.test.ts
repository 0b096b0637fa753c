import { type Query } from '@windvane/model'
import { expect, it } from 'vitest'
import { bool, exists, values } from '../../query-sample/build-query.ts'
import { constantly } from '../expand/constantly.ts'
import { joinValues } from './join-values.ts'

it('makes one list of the values of a field, whatever their scores', () => {
  const city = values('attributes.city', ['a', 'b'])
  const boosted: Query = { kind: 'boost', boost: 3, query: values('attributes.city', ['b', 'c']) }
  const keyword = values('attributes.city.keyword', ['A'])
  const present = exists('attributes.city')
  expect(joinValues([city, keyword, present, constantly(boosted)])).toEqual([
    values('attributes.city', ['a', 'b', 'c']),
    keyword,
    present,
  ])
})

it('keeps apart what asks for more than values', () => {
  const must = [values('attributes.city', ['a'])]
  const narrow = bool({ must, mustNot: [values('attributes.city', ['b'])] })
  expect(joinValues([narrow, values('attributes.city', ['c'])])).toEqual([
    values('attributes.city', ['c']),
    narrow,
  ])
})
