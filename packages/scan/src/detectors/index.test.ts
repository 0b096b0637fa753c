import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { playDetector } from '../service/conversation.ts'
import { toPlainJson } from '../service/to-plain-json.ts'
import { type Detector } from './define-detector.ts'
import { detectors } from './index.ts'
import { replayTranscript, type Transcript } from './replay-transcript.ts'

const fixtures = join(import.meta.dirname, '../../fixtures')

describe('the list of detectors', () => {
  it('names each protocol once', () => {
    const ids = detectors.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(detectors)('$id keeps to the limits of a port', (detector) => {
    expect(detector.maxConnections).toBeLessThanOrEqual(3)
    expect(detector.prevalence).toBeLessThanOrEqual(100)
    expect(detector.ports.every((port) => port > 0 && port < 65_536)).toBe(true)
  })

  it.each(detectors.filter(({ transport }) => transport === 'udp'))(
    '$id, being over UDP, has nothing that only streams have',
    (detector) => {
      const { tlsPorts, matchBanner, matchError, startTls } = detector
      expect({ tlsPorts, matchBanner, matchError, startTls }).toEqual({ tlsPorts: [] })
    },
  )

  it.each(detectors)('$id has recordings', (detector) => {
    expect(transcriptsOf(detector).length).toBeGreaterThan(0)
  })
})

describe.each(detectors)('$id', (detector) => {
  it.each(transcriptsOf(detector))('reads $name', async ({ transcript }) => {
    const { service, hostname, isAuthRequired, isAnonymousAllowed, extra, ...software } =
      transcript.expected
    const result = await replayTranscript(detector, transcript)
    const facts = { service, hostname, isAuthRequired, isAnonymousAllowed }
    const known = Object.entries(facts).filter(([, value]) => value !== undefined)
    expect(result?.match).toMatchObject(Object.fromEntries(known))
    expect(result?.software).toMatchObject(software)
    if (extra) expect(toPlainJson(result?.match.extra ?? {})).toEqual(extra)
  })

  it.each(transcriptsOf(detector))('survives damage to $name', async ({ transcript }) => {
    await fc.assert(
      fc.asyncProperty(damage(), async (damaged) => {
        const match = await playDetector(detector.detect(transcript.context), {
          perform: (step) => {
            const recorded = transcript.steps.filter(({ kind }) => kind === step.kind)
            const at = damaged.order % Math.max(1, recorded.length)
            const bytes = damaged.apply(Buffer.from(recorded[at]?.received ?? '', 'latin1'))
            if (step.kind === 'exchange') step.until?.(bytes)
            return Promise.resolve({ bytes, end: damaged.end })
          },
        })
        if (match) JSON.stringify(toPlainJson(match.extra))
      }),
      { numRuns: 150 },
    )
  })

  it('survives any greeting', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        detector.matchBanner?.(Buffer.from(bytes))
        detector.matchError?.(Buffer.from(bytes))
      }),
    )
  })
})

function transcriptsOf(detector: Detector): readonly { name: string; transcript: Transcript }[] {
  const folder = join(fixtures, detector.id)
  if (!existsSync(folder)) return []
  return readdirSync(folder).map((name) => ({
    name,
    // The recorder writes this type.
    transcript: JSON.parse(readFileSync(join(folder, name), 'utf8')) as Transcript,
  }))
}

/** Cuts the bytes short, flips some, adds some, and may repeat one recorded answer for every step. */
function damage() {
  return fc
    .record({
      order: fc.nat(5),
      keep: fc.double({ min: 0, max: 1, noNaN: true }),
      flips: fc.array(fc.tuple(fc.nat(5000), fc.integer({ min: 1, max: 255 })), { maxLength: 6 }),
      tail: fc.uint8Array({ maxLength: 40 }),
      end: fc.constantFrom('matched' as const, 'closed' as const, 'timeout' as const),
    })
    .map(({ order, keep, flips, tail, end }) => ({
      order,
      end,
      apply: (bytes: Buffer) => {
        const copy = Buffer.from(bytes.subarray(0, Math.ceil(bytes.length * keep)))
        for (const [at, mask] of flips) {
          if (at < copy.length) copy.writeUInt8(copy.readUInt8(at) ^ mask, at)
        }
        return Buffer.concat([copy, tail])
      },
    }))
}
