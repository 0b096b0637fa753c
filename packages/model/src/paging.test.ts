import { describe, expect, it } from 'vitest'
import { AppError } from './errors.ts'
import { countPages, parsePaging } from './paging.ts'

describe('parsePaging()', () => {
  it('has the defaults of the contract', () => {
    expect(parsePaging({})).toEqual({ limit: 10, page: 1, offset: 0, order: 'desc' })
  })

  it.each([
    [
      { limit: '10', page: '3' },
      { limit: 10, page: 3, offset: 20 },
    ],
    [{ page: '0' }, { page: 1, offset: 0 }],
    [
      { limit: '1000', page: '10' },
      { limit: 1_000, page: 10, offset: 9_000 },
    ],
    [{ sort: 'reputation' }, { sort: 'reputation', order: 'asc' }],
    [{ order: 'desc' }, { sort: '@timestamp', order: 'desc' }],
    [
      { sort: 'attributes.asn', order: 'desc' },
      { sort: 'attributes.asn', order: 'desc' },
    ],
    [{ sort: 'attributes.ip.keyword' }, { sort: 'attributes.ip' }],
    [{ sort: 'type.keyword' }, { sort: 'type' }],
  ])('case 44: reads %j as %j', (query, paging) => {
    expect(parsePaging(query)).toMatchObject(paging)
  })

  it.each([
    ...['0', '-1', '1001', '1.5', '', 'abc', '1e3', '0x10', '９', '10 ', '+5'].map((limit) => ({
      limit,
    })),
    ...['-1', '1000000000', '9223372036854775808', '', '1.0', '1001'].map((page) => ({ page })),
    ...['ASC', 'ascending', '1', ''].map((order) => ({ order })),
    ...['nope', '', 'attributes.nope', 'attributes.', '__proto__', 'userID'].map((sort) => ({
      sort,
    })),
    { limit: ['1'] },
    { limit: { $gt: '0' } },
    { limit: '1000', page: '11' },
    { sort: ['id'] },
  ])('case 45, E11 to E19: refuses %j', (query) => {
    expect(() => parsePaging(query)).toThrow(AppError)
  })

  it('takes a limit of 0 only where asked', () => {
    expect(parsePaging({ limit: '0' }, { minLimit: 0 })).toMatchObject({ limit: 0, offset: 0 })
  })
})

it('countPages() rounds up', () => {
  const sizes = [0, 1, 10, 11, 56, 475, 2_632, 10_000]
  expect(sizes.map((items) => countPages(items, 10))).toEqual([0, 1, 1, 2, 6, 48, 264, 1_000])
  expect(countPages(5, 0)).toBe(0)
})
