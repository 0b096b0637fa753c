import { describe, expect, it } from 'vitest'
import { RttEstimator } from './rtt-estimator.ts'

describe('RttEstimator', () => {
  it('waits half a second before it knows anything', () => {
    expect(new RttEstimator().timeoutMs).toBe(500)
  })

  it('never waits less than 100 ms, however near the target', () => {
    const rtt = new RttEstimator()
    for (let count = 0; count < 50; count++) rtt.sample(0.1)
    expect(rtt.timeoutMs).toBe(100)
  })

  it('follows a far and unsteady path, up to its bound', () => {
    const rtt = new RttEstimator()
    for (let count = 0; count < 50; count++) rtt.sample(count % 2 === 0 ? 200 : 400)
    expect(rtt.srttMs).toBeGreaterThan(250)
    expect(rtt.timeoutMs).toBeGreaterThan(400)
    for (let count = 0; count < 50; count++) rtt.sample(count % 2 === 0 ? 100 : 990)
    expect(rtt.timeoutMs).toBe(1500)
  })

  it('takes no sample that may be the answer to the second SYN of the kernel', () => {
    const rtt = new RttEstimator()
    rtt.sample(1040)
    expect(rtt.srttMs).toBeUndefined()
  })

  it('backs off until the next sample', () => {
    const rtt = new RttEstimator()
    for (let count = 0; count < 50; count++) rtt.sample(50)
    const timeoutMs = rtt.timeoutMs
    rtt.backOff()
    rtt.backOff()
    expect(rtt.timeoutMs).toBe(timeoutMs * 4)
    rtt.sample(50)
    expect(rtt.timeoutMs).toBe(timeoutMs)
  })
})
