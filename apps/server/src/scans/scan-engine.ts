import { type ScanEvent } from '@windvane/model'

/** Runs scans. The events of one scan come in order, `done` last; aborting ends it within 100 ms. */
export interface ScanEngine extends AsyncDisposable {
  /** Iterating throws when the engine itself broke; a failure of the target is an event. */
  scan(target: string, options: { readonly signal: AbortSignal }): AsyncIterable<ScanEvent>
}
