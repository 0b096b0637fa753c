import { type ScanEvent } from '@windvane/model'

/** Shows a scan while it runs. */
export interface ScanView {
  /** Takes one event in. Returns at once. */
  show(event: ScanEvent): void
  /** Tells the user something about the scan as a whole. */
  say(note: string): void
  /** Leaves the terminal as it was. */
  end(): void
}

/** Shows nothing: for output that programs read. */
export const silentView: ScanView = Object.freeze({ show() {}, say() {}, end() {} })
