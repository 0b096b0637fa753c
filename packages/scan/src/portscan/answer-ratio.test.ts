import { describe, expect, it } from 'vitest'
import { AnswerRatio } from './answer-ratio.ts'

describe('AnswerRatio', () => {
  it('sees a fall of the answers as the share that was lost', () => {
    const ratio = new AnswerRatio()
    expect(ratio.judge({ sent: 500, answered: 500 })).toBe(0)
    expect(ratio.judge({ sent: 500, answered: 300 })).toBeCloseTo(0.4)
    expect(ratio.expected).toBe(1)
  })

  it('sees it on a target that answers only some ports', () => {
    const ratio = new AnswerRatio()
    ratio.judge({ sent: 1000, answered: 500 })
    expect(ratio.judge({ sent: 1000, answered: 250 })).toBeCloseTo(0.5)
  })

  it('takes a little random loss and plain chance for what they are', () => {
    const ratio = new AnswerRatio()
    ratio.judge({ sent: 100, answered: 98 })
    expect(ratio.judge({ sent: 100, answered: 93 })).toBe(0)
    const rare = new AnswerRatio()
    rare.judge({ sent: 100, answered: 10 })
    expect(rare.judge({ sent: 30, answered: 0 })).toBe(0)
  })

  it('draws nothing from a handful of probes, nor from a silent target', () => {
    const ratio = new AnswerRatio()
    ratio.judge({ sent: 100, answered: 100 })
    expect(ratio.judge({ sent: 10, answered: 0 })).toBe(0)
    const silent = new AnswerRatio()
    silent.judge({ sent: 1000, answered: 0 })
    expect(silent.judge({ sent: 1000, answered: 0 })).toBe(0)
  })
})
