import { type DetectorSteps, type Reply, type Step } from '../detectors/define-detector.ts'

/** Who answers a detector's steps: a live connection, or a recording. */
export interface Conversation {
  /** Rejects with `DialogueError` when no connection came about; silence is a reply without bytes. */
  perform(step: Step): Promise<Reply>
}

/** More steps than any protocol here needs; ends a dialogue that a peer keeps going. */
const stepLimit = 24

/** Plays a detector's dialogue, or a part of one, to its end; undefined when it never ends. */
export async function playDetector<Result>(
  run: DetectorSteps<Result>,
  conversation: Conversation,
): Promise<Result | undefined> {
  let turn = run.next()
  for (let steps = 0; !turn.done && steps < stepLimit; steps++) {
    turn = run.next(await conversation.perform(turn.value))
  }
  return turn.done ? turn.value : undefined
}
