import { type CertificateRecord, type ScanReport } from '@windvane/model'
import { listCertificateProblems } from '../digest/list-certificate-problems.ts'
import { findLeaf, PortBook, type PortRow } from '../digest/port-book.ts'
import { type ReportFormat } from './format-report.ts'
import { printable } from './printable.ts'
import { formatNumber } from './scan-progress.ts'
import { wrapText } from './wrap-text.ts'

/** Certificates that something is wrong with, what, and the ports that serve them. */
export function formatCertificates(report: ScanReport, format: ReportFormat): readonly string[] {
  const { colours, width } = format
  const at = new Date(report.summary.endedAt)
  const troubled = PortBook.of(report)
    .rows()
    .flatMap((row) => toTroubled(row, at))
  if (troubled.length === 0) return []
  const groups = [
    ...Map.groupBy(troubled, ({ leaf, problems }) => `${leaf.sha256} ${problems}`).values(),
  ]
  const more = groups.length - maxCertificates
  return [
    colours.bold('Certificates with problems'),
    ...groups
      .slice(0, maxCertificates)
      .flatMap(formatGroup)
      .flatMap((line) => wrapText(line, width, '    ')),
    ...(more > 0 ? [`  … and ${formatNumber(more)} more`] : []),
  ]
}

const maxCertificates = 20

type Troubled = {
  readonly leaf: CertificateRecord
  readonly problems: string
  readonly place: string
}

function toTroubled(row: PortRow, at: Date): readonly Troubled[] {
  const leaf = findLeaf(row)
  const problems = listCertificateProblems(row, at).join('; ')
  const { address, port, transport } = row.port
  if (leaf === undefined || problems === '') return []
  return [{ leaf, problems, place: `${address} ${port}/${transport}` }]
}

function formatGroup(group: readonly Troubled[]): readonly string[] {
  const [first] = group
  if (first === undefined) return []
  const { leaf, problems } = first
  const name = printable(leaf.subjectCommonName ?? leaf.dnsNames[0] ?? leaf.subject, 60)
  const issuer = printable(leaf.issuerCommonName ?? leaf.issuer, 60)
  const places = group.slice(0, maxPlaces).map(({ place }) => place)
  const more = group.length - places.length
  return [
    `  ${name}, issued by ${issuer}: ${printable(problems, 200)}`,
    `    ${places.join(', ')}${more > 0 ? ` and ${formatNumber(more)} more` : ''}`,
  ]
}

const maxPlaces = 12
