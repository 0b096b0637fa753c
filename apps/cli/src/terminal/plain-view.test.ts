import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { PlainView } from './plain-view.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('PlainView tells nothing of a short scan, and a line now and then of a long one', () => {
  const output = new PassThrough({ encoding: 'utf8' })
  const view = new PlainView({ output, everyMs: 5000, hasServices: true })
  const port = {
    address: '192.0.2.1',
    transport: 'tcp',
    state: 'open',
    reason: '',
    tries: 1,
  } as const
  view.show({ kind: 'progress', stage: 'ports', done: 0, total: 2000 })
  vi.advanceTimersByTime(4000)
  view.show({ kind: 'progress', stage: 'ports', done: 800, total: 2000 })
  expect(output.read()).toBeNull()
  vi.advanceTimersByTime(1000)
  expect(output.read()).toBe(
    'windvane: Scanning ports: 800 of 2,000 (40 %), 0 open, 5.0 s, about 6.0 s left\n',
  )
  view.show({ kind: 'progress', stage: 'ports', done: 2000, total: 2000 })
  view.show({ kind: 'port', port: { ...port, port: 22 } })
  view.show({ kind: 'port', port: { ...port, port: 80 } })
  vi.advanceTimersByTime(5000)
  expect(output.read()).toBe('windvane: Naming services: 0 of 2 (0 %), 2 open, 10 s\n')
  view.end()
  vi.advanceTimersByTime(60_000)
  expect(output.read()).toBeNull()
})
