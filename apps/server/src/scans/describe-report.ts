import { type ScanReport } from '@windvane/model'

/** One line for the task: how the scan ended, how many ports it found open, and what is wrong. */
export function describeReport(report: ScanReport): string {
  const { summary, ports, findings } = report
  const open = ports.filter(({ state }) => state === 'open').length
  const found = [count(open, 'open port'), ...countFindings(findings)].join(', ')
  const percent = Math.floor(summary.completeness * 100)
  switch (summary.stopReason) {
    case 'complete':
      return found
    case 'cancelled':
      return `cancelled with ${percent} % of the ports tried; ${found}`
    case 'no-address':
      return 'the name has no address'
    case 'refused':
      return `scan policy refuses the target: ${refusalOf(report)}`
    case 'all-open':
      return `stopped: every port answers; ${found}`
    case 'deadline':
      return `stopped at the deadline after ${percent} %; ${found}`
    default:
      return `stopped: ${summary.stopReason}; ${found}`
  }
}

/** Of the first address, or of the name, which has none when it is refused itself. */
function refusalOf({ addresses, failures }: ScanReport): string {
  const ofName = failures.find(({ stage }) => stage === 'resolve')
  return addresses[0]?.skipped ?? ofName?.message ?? 'no address may be scanned'
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
