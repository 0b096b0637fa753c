import { expect, it } from 'vitest'
import { expandPorts } from './expand-ports.ts'

it.each([
  ['1-3,7', [1, 2, 3, 7]],
  ['22', [22]],
  ['', []],
  ['http,5-2,-3,8,0x10,9-', [8]],
  ['65534-99999', [65_534, 65_535]],
])('expandPorts() takes %j for %j', (text, ports) => {
  expect(expandPorts(text)).toEqual(ports)
})

it('expandPorts() ends with a list that repeats itself', () => {
  expect(expandPorts('1-65535,'.repeat(10_000)).length).toBe(65_536)
})
