import { type ScanReport } from '@windvane/model'

/** One line for the task: how the scan ended, how many ports it found open, and what is wrong. */
export function describeReport({ summary, ports, addresses, findings }: ScanReport): string {
  const open = ports.filter(({ state }) => state === 'open').length
  const found = [count(open, 'open port'), ...countFindings(findings)].join(', ')
  const percent = Math.floor(summary.completeness * 100)
  switch (summary.stopReason) {
    case 'complete':
      return found
    case 'cancelled':
      return `cancelled after ${percent} %; ${found}`
    case 'no-address':
      return 'the name has no address'
    case 'refused':
      return `scan policy refuses the target: ${addresses[0]?.skipped ?? 'no address may be scanned'}`
    case 'all-open':
      return `stopped: every port answers; ${found}`
    case 'deadline':
      return `stopped at the deadline after ${percent} %; ${found}`
    default:
      return `stopped: ${summary.stopReason}; ${found}`
  }
}

/** What is merely worth knowing is in the report alone. */
const toldSeverities = ['critical', 'high', 'medium', 'low'] as const

function countFindings(findings: ScanReport['findings']): readonly string[] {
  return toldSeverities.flatMap((severity) => {
    const found = findings.filter((finding) => finding.severity === severity).length
    return found === 0 ? [] : [count(found, `${severity} finding`)]
  })
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`
}
