import { describe, expect, it } from 'vitest'
import { newId } from '../store/new-id.ts'
import { createHostGate, type HostGate } from './host-gate.ts'

describe('createHostGate()', () => {
  it('lets two deliveries to one host through, and the next when one has left', () => {
    const gate = createHostGate(() => 0)
    const first = gate.enter({ id: newId(), host: 'a', userId: 'u1' })
    expect(gate.enter({ id: newId(), host: 'a', userId: 'u2' })).toHaveProperty('leave')
    expect(gate.enter({ id: newId(), host: 'a', userId: 'u3' })).toHaveProperty('waitMs')
    leave(first, true)
    expect(gate.enter({ id: newId(), host: 'a', userId: 'u3' })).toHaveProperty('leave')
  })

  it('lets four deliveries of one account through, and those of another still', () => {
    const gate = createHostGate(() => 0)
    for (const host of ['a', 'b', 'c', 'd']) {
      expect(gate.enter({ id: newId(), host, userId: 'slow' })).toHaveProperty('leave')
    }
    expect(gate.enter({ id: newId(), host: 'e', userId: 'slow' })).toHaveProperty('waitMs')
    expect(gate.enter({ id: newId(), host: 'e', userId: 'other' })).toHaveProperty('leave')
  })

  it('leaves a host that failed alone for a second', () => {
    let nowMs = 0
    const gate = createHostGate(() => nowMs)
    leave(gate.enter({ id: newId(), host: 'a', userId: 'u' }), false)
    nowMs = 999
    expect(gate.enter({ id: newId(), host: 'a', userId: 'u' })).toHaveProperty('waitMs')
    nowMs = 1_000
    expect(gate.enter({ id: newId(), host: 'a', userId: 'u' })).toHaveProperty('leave')
  })

  it('lets a long backlog wait longer, up to a minute, and a new account not', () => {
    const gate = createHostGate(() => 0)
    const waitsMs = Array.from({ length: 1_000 }, () =>
      waitOf(gate.enter({ id: newId(), host: 'a', userId: 'u' })),
    )
    expect(waitsMs.slice(0, 3)).toEqual([0, 0, 1_000])
    expect(waitsMs.at(-1)).toBe(60_000)
    expect(waitOf(gate.enter({ id: newId(), host: 'a', userId: 'other' }))).toBe(1_000)
  })
})

it('counts a delivery that asks again as one of the backlog', () => {
  const gate = createHostGate(() => 0)
  const delivery = { host: 'a', userId: 'u' }
  const first = gate.enter({ ...delivery, id: '1' })
  gate.enter({ ...delivery, id: '2' })
  for (let round = 0; round < 100; round += 1) gate.enter({ ...delivery, id: '3' })
  expect(waitOf(gate.enter({ ...delivery, id: '3' }))).toBe(1_000)
  expect(gate.isBusy({ ...delivery, id: '3' })).toBe(true)
  leave(first, true)
  expect(gate.isBusy({ ...delivery, id: '3' })).toBe(false)
  expect(gate.enter({ ...delivery, id: '3' })).toHaveProperty('leave')
})

it('is not busy but closed where the host failed', () => {
  const gate = createHostGate(() => 0)
  leave(gate.enter({ id: '1', host: 'a', userId: 'u' }), false)
  expect(gate.isBusy({ id: '2', host: 'a', userId: 'u' })).toBe(false)
  expect(gate.enter({ id: '2', host: 'a', userId: 'u' })).toHaveProperty('waitMs')
})

type Entry = ReturnType<HostGate['enter']>

function leave(entry: Entry, ok: boolean): void {
  if ('leave' in entry) entry.leave(ok)
}

function waitOf(entry: Entry): number {
  return 'waitMs' in entry ? entry.waitMs : 0
}
