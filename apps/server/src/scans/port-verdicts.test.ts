import { expect, it } from 'vitest'
import { markPorts, readVerdicts } from './port-verdicts.ts'
import { makePort, makeReport } from './test-report.ts'

function marked(text: string): readonly number[] {
  return [...markPorts(text).entries()].flatMap(([port, mark]) => (mark === 1 ? [port] : []))
}

it('markPorts() marks numbers and ranges and nothing else', () => {
  expect(marked('1-3,5,65535')).toEqual([1, 2, 3, 5, 65_535])
  expect(marked('65534-99999,0')).toEqual([65_534, 65_535])
  for (const text of ['', '5-3', 'x', '-1', '1-', '1--2', ' 7', '7 ', '123456']) {
    expect(marked(text), text).toEqual([])
  }
  const everySecond = Array.from({ length: 32_767 }, (_, index) => index * 2 + 1)
  expect(marked(everySecond.join(','))).toEqual(everySecond)
})

it('readVerdicts() tells of what was tried alone', () => {
  const group = { address: '203.0.113.1', transport: 'tcp', reason: '', tries: 1 } as const
  const verdictOf = readVerdicts(
    makeReport({
      ports: [makePort()],
      portGroups: [
        { ...group, state: 'closed', count: 2, ports: '22,23' },
        { ...group, state: 'filtered', count: 2, ports: '30-31' },
        { ...group, transport: 'udp', state: 'open|filtered', count: 1, ports: '53' },
      ],
    }),
  )
  const at = (port: number, transport: 'tcp' | 'udp' = 'tcp') =>
    verdictOf({ address: '203.0.113.1', port, transport })
  expect([22, 23, 30, 31, 32].map((port) => at(port))).toEqual([
    'open',
    'closed',
    'filtered',
    'filtered',
    undefined,
  ])
  expect([at(53), at(53, 'udp')]).toEqual([undefined, 'open|filtered'])
  expect(verdictOf({ address: '203.0.113.2', port: 22, transport: 'tcp' })).toBeUndefined()
})
