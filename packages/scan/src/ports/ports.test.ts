import { describe, expect, it } from 'vitest'
import { parsePortSpec } from './parse-port-spec.ts'
import { orderPorts } from './port-order.ts'
import { topPorts } from './top-ports.ts'

describe('topPorts', () => {
  it('lists 1,000 distinct valid ports', () => {
    expect(new Set(topPorts).size).toBe(1000)
    expect(topPorts.every((port) => Number.isInteger(port) && port > 0 && port < 65_536)).toBe(true)
  })

  it('names the common services first', () => {
    expect(topPorts.slice(0, 100)).toEqual(
      expect.arrayContaining([22, 25, 53, 80, 110, 143, 443, 3306, 5432, 6379, 8080, 27017]),
    )
  })
})

describe('parsePortSpec()', () => {
  it('takes ports, ranges, topN and all, each port once', () => {
    expect(parsePortSpec('22,80,20-23,80')).toEqual([22, 80, 20, 21, 23])
    expect(parsePortSpec('top100')).toEqual(topPorts.slice(0, 100))
    expect(parsePortSpec('top1000').length).toBe(1000)
    expect(parsePortSpec('all').length).toBe(65_535)
    expect(parsePortSpec('all,top1000').length).toBe(65_535)
    expect(parsePortSpec(' 22 , 80 ')).toEqual([22, 80])
  })

  it.each([
    '',
    ',',
    '0',
    '65536',
    '99999',
    '10-5',
    '1-',
    '-1',
    '1-2-3',
    'http',
    'top0',
    'top1001',
    'top',
    '1e3',
    '22;80',
    '1,'.repeat(3000),
  ])('refuses %j', (spec) => {
    expect(() => parsePortSpec(spec)).toThrow(RangeError)
  })
})

describe('orderPorts()', () => {
  it('keeps every port once and puts the likeliest first', () => {
    const { ports, headLength } = orderPorts(parsePortSpec('all'), Math.random)
    expect(new Set(ports).size).toBe(65_535)
    expect(ports.slice(0, headLength)).toEqual(topPorts.slice(0, headLength))
  })

  it('shuffles the rest by the given randomness', () => {
    let state = 1
    const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647
    const first = orderPorts(parsePortSpec('40001-41000'), random).ports
    expect(first).not.toEqual(parsePortSpec('40001-41000'))
    state = 1
    expect(orderPorts(parsePortSpec('40001-41000'), random).ports).toEqual(first)
  })
})
