import {
  type Match,
  type DetectorRun,
  type Reply,
  type Step,
} from '../detectors/define-detector.ts'

/** Who answers a detector's steps: a live connection, or a recording. */
export interface Conversation {
  /** Rejects with `DialogueError` when no connection came about; silence is a reply without bytes. */
  perform(step: Step): Promise<Reply>
}

/** More steps than any protocol here needs; ends a dialogue that a peer keeps going. */
const stepLimit = 24

/** Plays a detector's dialogue to its end. */
export async function playDetector(
  run: DetectorRun,
  conversation: Conversation,
): Promise<Match | undefined> {
  let turn = run.next()
  for (let steps = 0; !turn.done && steps < stepLimit; steps++) {
    turn = run.next(await conversation.perform(turn.value))
  }
  return turn.done ? turn.value : undefined
}
