import { type ReadEnd } from '../service/service-port.ts'
import { type Conversation, playDetector } from '../service/conversation.ts'
import { identifySoftware, type Software } from '../service/identify/identify-software.ts'
import {
  type Detector,
  type DetectorContext,
  type Match,
  type Reply,
  type Step,
} from './define-detector.ts'

/** One recorded step; bytes are written as Latin-1 text. */
type TranscriptStep = {
  readonly kind: Step['kind']
  readonly sent: string
  readonly received: string
  readonly end: ReadEnd
}

/** A recorded dialogue with a real daemon, and what must be read from it. */
export type Transcript = {
  readonly detector: string
  /** Package and version of the daemon that was recorded. */
  readonly daemon: string
  readonly context: DetectorContext
  readonly steps: readonly TranscriptStep[]
  readonly expected: Partial<Software> & ExpectedMatch
}

type ExpectedMatch = { readonly service: string } & Partial<
  Pick<Match, 'hostname' | 'isAuthRequired' | 'isAnonymousAllowed' | 'extra'>
>

/** What a transcript reads as now. */
export type ReplayResult = { readonly match: Match; readonly software: Software }

/** Plays a detector against a recording, through the code that plays it against a daemon. */
export async function replayTranscript(
  detector: Detector,
  transcript: Transcript,
): Promise<ReplayResult | undefined> {
  const conversation = new RecordedConversation(transcript.steps)
  const match = await playDetector(detector.detect(transcript.context), conversation)
  return match && { match, software: identifySoftware(match.clues) }
}

/** Answers from a recording; a detector that asks something else was changed since. */
class RecordedConversation implements Conversation {
  readonly #steps: Iterator<TranscriptStep>

  constructor(steps: readonly TranscriptStep[]) {
    this.#steps = steps.values()
  }

  perform(step: Step): Promise<Reply> {
    const { value: recorded, done } = this.#steps.next()
    if (done)
      return Promise.reject(new Error('Cannot replay: the recording ends before the dialogue'))
    const sent = step.kind === 'exchange' ? (step.send?.toString('latin1') ?? '') : ''
    if (step.kind !== recorded.kind || sent !== recorded.sent) {
      return Promise.reject(
        new Error(`Cannot replay: "${sent}" was recorded as "${recorded.sent}"`),
      )
    }
    return Promise.resolve({ bytes: Buffer.from(recorded.received, 'latin1'), end: recorded.end })
  }
}
