import { describe, expect, it } from 'vitest'
import { createHostGate } from './host-gate.ts'

describe('createHostGate()', () => {
  it('lets two deliveries to one host through, and the next when one has left', () => {
    const gate = createHostGate(() => 0)
    const first = gate.enter({ host: 'a', userId: 'u1' })
    expect(gate.enter({ host: 'a', userId: 'u2' })).toBeDefined()
    expect(gate.enter({ host: 'a', userId: 'u3' })).toBeUndefined()
    first?.leave(true)
    expect(gate.enter({ host: 'a', userId: 'u3' })).toBeDefined()
  })

  it('lets four deliveries of one account through, and those of another still', () => {
    const gate = createHostGate(() => 0)
    for (const host of ['a', 'b', 'c', 'd']) {
      expect(gate.enter({ host, userId: 'slow' })).toBeDefined()
    }
    expect(gate.enter({ host: 'e', userId: 'slow' })).toBeUndefined()
    expect(gate.enter({ host: 'e', userId: 'other' })).toBeDefined()
  })

  it('leaves a host that failed alone for a second', () => {
    let nowMs = 0
    const gate = createHostGate(() => nowMs)
    gate.enter({ host: 'a', userId: 'u' })?.leave(false)
    nowMs = 999
    expect(gate.enter({ host: 'a', userId: 'u' })).toBeUndefined()
    nowMs = 1_000
    expect(gate.enter({ host: 'a', userId: 'u' })).toBeDefined()
  })
})
