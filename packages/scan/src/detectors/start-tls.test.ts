import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { playDetector } from '../service/conversation.ts'
import { type Detector, type Reply, type Step } from './define-detector.ts'
import { detectors } from './index.ts'
import { type Transcript } from './replay-transcript.ts'

const fixtures = join(import.meta.dirname, '../../fixtures')

const cases = detectors
  .filter(({ startTls }) => startTls !== undefined)
  .flatMap((detector) =>
    readdirSync(join(fixtures, detector.id)).map((name) => ({
      id: detector.id,
      name,
      detector,
      // The recorder writes this type.
      transcript: JSON.parse(readFileSync(join(fixtures, detector.id, name), 'utf8')) as Transcript,
    })),
  )
  .filter(({ transcript }) => transcript.context.tunnel === 'none')

describe('startTls()', () => {
  it.each(cases)(
    '$id gets to the ClientHello of $name, or learns that it may not',
    async (each) => {
      const { detector, transcript } = each
      const hasTls = transcript.steps.some(({ kind }) => kind === 'startTls')
      expect(await play(detector, transcript)).toBe(hasTls)
    },
  )

  it.each(cases)('$id gives up where $name falls silent', async ({ detector, transcript }) => {
    expect(await play(detector, { ...transcript, steps: [] })).toBe(false)
  })
})

async function play({ startTls }: Detector, transcript: Transcript): Promise<boolean | undefined> {
  const steps = startTls?.(transcript.context)
  const perform = (step: Step) => Promise.resolve(answer(step, transcript))
  return steps && (await playDetector(steps, { perform }))
}

/** What the daemon said to the same words; detect() may say more at once, and in another order. */
function answer(step: Step, { steps }: Transcript): Reply {
  expect(step.kind).toBe('exchange')
  const sent = step.kind === 'exchange' ? (step.send?.toString('latin1') ?? '') : ''
  const recorded = steps.find((each) =>
    sent === '' ? each.sent === '' : each.sent.startsWith(sent),
  )
  if (!recorded) return { bytes: Buffer.alloc(0), end: 'timeout' }
  return { bytes: Buffer.from(recorded.received, 'latin1'), end: recorded.end }
}
