/** How a scan ended, in words; a reason that is not known is passed on as it is. */
export function describeStop(stopReason: string): string {
  return words[stopReason] ?? stopReason
}

/** Whether a scan ran to the end that it was meant to run to. */
export function isComplete(stopReason: string): boolean {
  return stopReason === 'complete' || stopReason === 'all-open'
}

const words: Readonly<Record<string, string>> = {
  complete: 'complete',
  deadline: 'cut short: the time was up',
  cancelled: 'cut short: cancelled',
  'no-address': 'nothing to scan: the target has no address',
  refused: 'refused: no address of the target may be scanned',
  postponed: 'postponed: no address of the target may be scanned now',
  'all-open': 'ended early: nearly every port accepts, so the ports tell nothing',
}
