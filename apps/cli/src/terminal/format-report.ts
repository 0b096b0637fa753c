import { type ScanReport } from '@windvane/model'
import { countPortStates } from '../digest/count-port-states.ts'
import { describeStop, isComplete } from '../digest/describe-stop.ts'
import { PortBook } from '../digest/port-book.ts'
import { formatCertificates } from './format-certificates.ts'
import { formatDuration } from './format-duration.ts'
import { formatFindings } from './format-findings.ts'
import { formatHosts } from './format-hosts.ts'
import { type Colours, formatPortTable } from './port-table.ts'
import { printable } from './printable.ts'
import { formatNumber } from './scan-progress.ts'
import { cutText } from './text-width.ts'

export type ReportFormat = {
  /** Columns of the terminal; infinite where there is none. */
  readonly width: number
  readonly colours: Colours
  /** Whether ports that are not open are shown, too. */
  readonly hasAllStates: boolean
}

/** A whole report as text for people. */
export function formatReport(report: ScanReport, format: ReportFormat): string {
  const sections = [
    formatPorts(report, format),
    formatFindings(report.findings, format),
    formatCertificates(report, format),
    formatHosts(report, format),
    formatNotes(report, format),
    formatSummary(report, format),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function formatPorts(report: ScanReport, format: ReportFormat): readonly string[] {
  const { width, colours, hasAllStates } = format
  const rows = PortBook.of(report)
    .rows()
    .filter(({ port }) => hasAllStates || port.state === 'open')
  const at = new Date(report.summary.endedAt)
  const [head = '', ...lines] = formatPortTable(rows, { width, colours, at })
  const groups = hasAllStates ? formatGroups(report, format) : []
  if (rows.length === 0) return ['No open port found.', ...groups]
  return [colours.bold(head), ...lines, ...groups]
}

/** `998 closed/tcp (conn-refused): 1-21,23-79` */
function formatGroups(report: ScanReport, { width, colours }: ReportFormat): readonly string[] {
  return report.portGroups.map(({ address, transport, state, reason, count, ports }) => {
    const place = report.addresses.length > 1 ? `${address} ` : ''
    const what = `${formatNumber(count)} ${state}/${transport} (${reason}): ${ports}`
    return colours.dim(cutText(printable(`${place}${what}`, 10_000), width))
  })
}

function formatNotes(report: ScanReport, { colours }: ReportFormat): readonly string[] {
  const skipped = report.addresses.flatMap(({ address, skipped: reason }) =>
    reason === undefined ? [] : [`${address} was skipped: ${printable(reason)}`],
  )
  const told = report.failures.filter(({ port }) => port === undefined)
  const lines = [...skipped, ...told.map(({ message }) => printable(message, 200))]
  const kept = lines.slice(0, maxNotes)
  const more = lines.length - kept.length
  return [...kept, ...(more > 0 ? [`… and ${formatNumber(more)} more`] : [])].map(colours.yellow)
}

const maxNotes = 10

function formatSummary(report: ScanReport, { colours }: ReportFormat): readonly string[] {
  const { summary, target } = report
  const { counters, stopReason, completeness } = summary
  const states = [...countPortStates(report)].map(
    ([state, count]) => `${formatNumber(count)} ${state}`,
  )
  const durationMs = Date.parse(summary.endedAt) - Date.parse(summary.startedAt)
  const end = describeStop(stopReason)
  const judged =
    completeness < 1 ? ` (${Math.floor(completeness * 100)} % of the ports judged)` : ''
  return [
    `${colours.bold(printable(target))}: ${states.length === 0 ? 'no port' : states.join(', ')} of ${formatNumber(counters.ports)} in ${formatDuration(durationMs)}; ${
      isComplete(stopReason) ? end : colours.yellow(`${end}${judged}`)
    }`,
    colours.dim(formatCounters(report)),
  ]
}

/** `1,020 probes, 1,018 answered, 20 repeated; 45 connections, 12 kB read; RTT 50.1 ms; profile normal` */
function formatCounters({ summary: { counters, profile } }: ScanReport): string {
  const { sent, answered, retries, connections, bytesRead, srttMs, loss } = counters
  return [
    `${formatNumber(sent)} probes, ${formatNumber(answered)} answered, ${formatNumber(retries)} repeated`,
    `${formatNumber(connections)} connections, ${formatNumber(Math.ceil(bytesRead / 1000))} kB read`,
    ...(srttMs === undefined ? [] : [`RTT ${srttMs.toFixed(1)} ms`]),
    ...(loss === undefined || loss < 0.001 ? [] : [`loss ${(loss * 100).toFixed(1)} %`]),
    `profile ${printable(profile, 20)}`,
  ].join('; ')
}
