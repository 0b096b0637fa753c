import { type ScanReport, type Severity } from '@windvane/model'
import { type Comparison } from '../compare/compare-reports.ts'
import { isComplete } from '../digest/describe-stop.ts'
import { isAtLeast } from '../digest/severities.ts'

/** What the exit codes of a scan mean; of several that apply the one that stands first. */
export const exitCodes: readonly (readonly [code: number, meaning: string])[] = [
  [64, 'the command line or a file it names cannot be used'],
  [69, 'no scan can run on this machine'],
  [73, 'the report cannot be written'],
  [130, 'ended at once by a second Ctrl-C'],
  [1, 'there was nothing to scan, or it was refused'],
  [2, 'cut short by --timeout or Ctrl-C; what was found is printed'],
  [3, 'there are findings as grave as --findings, or graver'],
  [4, 'the ports differ from those of --compare'],
  [0, 'complete'],
]

export type ScanOutcome = {
  readonly report: ScanReport
  /** The severity from which findings count; none when absent. */
  readonly threshold?: Severity
  readonly comparison?: Comparison
}

/** The exit code of a scan that ran. */
export function toExitCode({ report, threshold, comparison }: ScanOutcome): number {
  if (report.addresses.every(({ skipped }) => skipped !== undefined)) return 1
  if (!isComplete(report.summary.stopReason)) return 2
  if (threshold !== undefined && hasFindings(report, threshold)) return 3
  return comparison === undefined || comparison.isSame ? 0 : 4
}

function hasFindings({ findings }: ScanReport, threshold: Severity): boolean {
  return findings.some(({ severity }) => isAtLeast(severity, threshold))
}
