import { describe, expect, it } from 'vitest'
import { Canary } from './canary.ts'

describe('Canary', () => {
  it('knows no port at first', () => {
    expect(new Canary(100).choose(0)).toBeUndefined()
  })

  it('prefers a closed port, every 20 ms', () => {
    const canary = new Canary(100)
    canary.noteAnswer(80, 'open')
    canary.noteAnswer(9, 'closed')
    expect([0, 10, 19, 20].map((now) => canary.choose(now))).toEqual([9, undefined, undefined, 9])
  })

  it('lets open ports take turns, ten times a second at most', () => {
    const canary = new Canary(100)
    canary.noteAnswer(80, 'open')
    canary.noteAnswer(443, 'open')
    expect([0, 50, 100, 200].map((now) => canary.choose(now))).toEqual([80, undefined, 443, 80])
  })

  it.each([22, 5900, 3306, 5432, 6379, 3389, 27017])('never troubles port %i again', (port) => {
    const canary = new Canary(100)
    canary.noteAnswer(port, 'open')
    expect(canary.isKnown).toBe(false)
  })

  it('forgives a single loss and tells the share of several', () => {
    const canary = new Canary(100)
    canary.record('arrived')
    canary.record('arrived')
    expect(canary.record('lost')).toBe(0)
    expect(canary.record('lost')).toBe(0.5)
  })

  it('has confidence after four arrivals in a row', () => {
    const canary = new Canary(100)
    for (let count = 0; count < 3; count++) canary.record('arrived')
    expect(canary.takeConfidence()).toBe(false)
    canary.record('arrived')
    expect([canary.takeConfidence(), canary.takeConfidence()]).toEqual([true, false])
  })
})
