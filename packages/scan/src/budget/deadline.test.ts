import { once } from 'node:events'
import { expect, it } from 'vitest'
import { createDeadline, isTimeUp } from './deadline.ts'

it('createDeadline() ends by time and says so', async () => {
  using deadline = createDeadline(10)
  expect(isTimeUp(deadline.signal)).toBe(false)
  await once(deadline.signal, 'abort')
  expect(isTimeUp(deadline.signal)).toBe(true)
})

it('createDeadline() ends with its parent and passes the reason on', () => {
  const parent = new AbortController()
  using stage = createDeadline(60_000, parent.signal)
  using port = createDeadline(60_000, stage.signal)
  parent.abort(new Error('cancelled'))
  expect(port.signal.aborted).toBe(true)
  expect(isTimeUp(port.signal)).toBe(false)
  expect(port.signal.reason).toBe(parent.signal.reason)
})

it('createDeadline() has ended at once under a parent that has', () => {
  using deadline = createDeadline(60_000, AbortSignal.abort())
  expect(deadline.signal.aborted).toBe(true)
})
