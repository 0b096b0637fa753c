import { type FindingRecord } from '@windvane/model'
import { type FindingGroup, groupFindings } from '../digest/group-findings.ts'
import { type ReportFormat } from './format-report.ts'
import { paintSeverity } from './port-table.ts'
import { printable } from './printable.ts'
import { formatNumber } from './scan-progress.ts'
import { wrapText } from './wrap-text.ts'

/** Findings, gravest first, each with the places where it was made and what was seen there. */
export function formatFindings(
  findings: readonly FindingRecord[],
  format: ReportFormat,
): readonly string[] {
  if (findings.length === 0) return []
  return [
    format.colours.bold('Findings'),
    ...groupFindings(findings).flatMap((group) => formatGroup(group, format)),
  ]
}

const maxPlaces = 10

function formatGroup(group: FindingGroup, { colours, width }: ReportFormat): readonly string[] {
  const { severity, title, places } = group
  const word = paintSeverity(severity, colours)(severity.padEnd(8))
  const shown = places.slice(0, maxPlaces)
  const more = places.length - shown.length
  const lines = [
    ...shown.map((place) => `${formatPlace(place)}: ${printable(place.evidence, 160)}`),
    ...(more > 0 ? [`… and ${formatNumber(more)} more`] : []),
  ]
  return [
    `  ${word}  ${wrapText(printable(title), width - indent.length, indent).join('\n')}`,
    ...lines.flatMap((line) => wrapText(`${indent}${line}`, width, `${indent}  `).map(colours.dim)),
  ]
}

const indent = ' '.repeat(12)

function formatPlace({ address, port, transport }: FindingRecord): string {
  return port === undefined ? address : `${address} ${port}/${transport ?? 'tcp'}`
}
