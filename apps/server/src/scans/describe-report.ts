import { type ScanReport } from '@windvane/model'

/** One line for the task: how the scan ended and how many ports it found open. */
export function describeReport({ summary, ports, addresses }: ScanReport): string {
  const open = ports.filter(({ state }) => state === 'open').length
  const found = `${open} open ${open === 1 ? 'port' : 'ports'}`
  switch (summary.stopReason) {
    case 'complete':
      return found
    case 'no-address':
      return 'the name has no address'
    case 'refused':
      return `scan policy refuses the target: ${addresses[0]?.skipped ?? 'no address may be scanned'}`
    case 'all-open':
      return `stopped: every port answers; ${found}`
    case 'deadline':
      return `stopped at the deadline after ${Math.floor(summary.completeness * 100)} %; ${found}`
    default:
      return `stopped: ${summary.stopReason}; ${found}`
  }
}
