import { describe, expect, it } from 'vitest'
import { takeTurn } from './take-turn.ts'

describe('takeTurn()', () => {
  const signal = new AbortController().signal

  it('lets callers of one key in one after the other, and others at once', async () => {
    const turns = new Map<string, Promise<void>>()
    const first = await takeTurn(turns, 'a', signal)
    const order: string[] = []
    const visit = async (name: string): Promise<void> => {
      using _turn = await takeTurn(turns, 'a', signal)
      order.push(name)
    }
    const second = visit('second')
    const third = visit('third')
    const other = await takeTurn(turns, 'b', signal)
    expect(order).toEqual([])
    first[Symbol.dispose]()
    await Promise.all([second, third])
    expect(order).toEqual(['second', 'third'])
    other[Symbol.dispose]()
    await Promise.resolve()
    expect(turns.size).toBe(0)
  })

  it('gives up its place when aborted', async () => {
    const turns = new Map<string, Promise<void>>()
    const stop = new AbortController()
    const first = await takeTurn(turns, 'a', signal)
    const second = takeTurn(turns, 'a', stop.signal)
    stop.abort(new Error('the worker stops'))
    await expect(second).rejects.toThrow('the worker stops')
    const third = takeTurn(turns, 'a', signal)
    first[Symbol.dispose]()
    await expect(third).resolves.toBeDefined()
  })
})
