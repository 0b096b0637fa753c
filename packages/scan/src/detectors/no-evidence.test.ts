import { describe, expect, it } from 'vitest'

import { playDetector } from '../service/conversation.ts'
import { type DetectorContext, type Match, type Reply, type Step } from './define-detector.ts'
import { detectors } from './index.ts'

type Peer = (step: Step) => Reply

const nothing = Buffer.alloc(0)

/** Peers that say nothing of their own; the echo service alone is told by its echo. */
const peers: Readonly<Record<string, Peer>> = {
  'a closed connection': () => ({ bytes: nothing, end: 'closed' }),
  'a reset connection': () => ({ bytes: nothing, end: 'reset' }),
  silence: () => ({ bytes: nothing, end: 'timeout' }),
  'its own words': (step) => ({
    bytes: (step.kind === 'exchange' && step.send) || nothing,
    end: 'idle',
  }),
}

const cases = Object.entries(peers).flatMap(([name, peer]) =>
  detectors
    .filter(({ id }) => !id.startsWith('echo') || name !== 'its own words')
    .map((detector) => ({ id: detector.id, name, peer, detector })),
)

describe('no evidence', () => {
  it.each(cases)('$id is not taken in by $name', async ({ detector, peer }) => {
    for (const port of [...detector.ports, ...detector.tlsPorts, 40_000].slice(0, 12)) {
      for (const tunnel of ['none', 'tls'] as const) {
        const context: DetectorContext = { host: 'host.example', port, tunnel }
        const match: Match | undefined = await playDetector(detector.detect(context), {
          perform: (step) => {
            const reply = peer(step)
            const isMatched = step.kind === 'exchange' && step.until?.(reply.bytes) === true
            return Promise.resolve(isMatched ? { ...reply, end: 'matched' } : reply)
          },
        })
        expect(match).toBeUndefined()
      }
    }
  })
})
