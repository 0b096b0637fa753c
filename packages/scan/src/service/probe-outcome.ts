import { type Match } from '../detectors/define-detector.ts'
import { type Exchange } from './dialogue-conversation.ts'

/** An answer that named a protocol, and how it was got. */
export type ProbeOutcome = {
  readonly match: Match
  readonly detector: string
  readonly method: 'banner' | 'probe' | 'tls'
  readonly tunnel: 'none' | 'tls'
  readonly exchanges: readonly Exchange[]
}
