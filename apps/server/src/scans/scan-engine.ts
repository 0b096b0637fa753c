import { type ScanEvent } from '@windvane/model'
import { type Admit } from '@windvane/scan'

export type EngineOptions = {
  readonly signal: AbortSignal
  /** Asked once, before the first packet; when it rejects the scan ends `postponed`. */
  readonly admit: Admit
}

/** Runs scans. The events of one scan come in order, `done` last; aborting ends it within 100 ms. */
export interface ScanEngine extends AsyncDisposable {
  /** Iterating throws when the engine itself broke; a failure of the target is an event. */
  scan(target: string, options: EngineOptions): AsyncIterable<ScanEvent>
}
