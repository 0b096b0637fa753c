import { type ScanEvent, type StageName } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { createProgress } from './progress.ts'

describe('createProgress()', () => {
  it('rises through the stages, never falls and never claims to be done', () => {
    const percentAfter = createProgress()
    const percents = [
      progress('resolve', 1, 1),
      progress('ports', 0, 1_000),
      progress('ports', 500, 1_000),
      progress('ports', 400, 1_000),
      progress('services', 0, 0),
      progress('ports', 1_000, 1_000),
      progress('services', 3, 3),
      progress('tls', 1, 2),
      progress('http', 9, 3),
    ].map(percentAfter)
    expect(percents).toEqual([2, 2, 31, 31, 31, 60, 80, 89, 99])
  })
})

function progress(stage: StageName, done: number, total: number): ScanEvent {
  return { kind: 'progress', stage, done, total }
}
