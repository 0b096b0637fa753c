import { type Severity } from '@windvane/model'
import { type createColors } from 'picocolors'
import { listCertificateProblems } from '../digest/list-certificate-problems.ts'
import { findLeaf, type PortRow } from '../digest/port-book.ts'
import { findWorst } from '../digest/severities.ts'
import { type Cell, type Column, fitTable } from './fit-table.ts'
import { printable } from './printable.ts'

export type Colours = ReturnType<typeof createColors>

export type PortTableOptions = {
  readonly width: number
  readonly colours: Colours
  /** The time that certificates are judged by. */
  readonly at: Date
  /** Whether services are still being named. */
  readonly isRunning?: boolean
}

/** Ports as the lines of a table, the head first. */
export function formatPortTable(
  rows: readonly PortRow[],
  options: PortTableOptions,
): readonly string[] {
  const addresses = new Set(rows.map(({ port }) => port.address))
  const cells = rows.map((row) => toCells(row, options))
  const isShown = columns.map(
    ({ head, isAlways }, index) =>
      (isAlways || cells.some((row) => row[index]?.text !== '')) &&
      (head !== 'ADDRESS' || addresses.size > 1),
  )
  return fitTable(
    columns.filter((_column, index) => isShown[index]),
    cells.map((row) => row.filter((_cell, index) => isShown[index])),
    options.width,
  )
}

const columns: readonly (Column & { readonly isAlways: boolean })[] = [
  { head: 'ADDRESS', least: 7, rank: 0, isAlways: true },
  { head: 'PORT', least: 9, rank: 0, isAlways: true },
  { head: 'STATE', least: 4, rank: 4, isAlways: true },
  { head: 'SERVICE', least: 9, rank: 0, isAlways: true },
  { head: 'PRODUCT', least: 14, rank: 1, isAlways: true },
  { head: 'TLS', least: 11, rank: 3, isAlways: false },
  { head: 'FINDINGS', least: 8, rank: 2, isAlways: false },
]

function toCells(row: PortRow, options: PortTableOptions): readonly Cell[] {
  const { port } = row
  return [
    { text: port.address },
    { text: `${port.port}/${port.transport}` },
    toStateCell(row, options),
    { text: nameService(row, options) },
    { text: describeProduct(row) },
    toTlsCell(row, options),
    toFindingsCell(row, options),
  ]
}

function toStateCell({ port }: PortRow, { colours }: PortTableOptions): Cell {
  if (port.state === 'open') return { text: 'open', paint: colours.green }
  return { text: printable(`${port.state} (${port.reason})`, 40), paint: colours.yellow }
}

function nameService({ service, port }: PortRow, { isRunning }: PortTableOptions): string {
  if (service === undefined) return isRunning === true && port.state === 'open' ? '…' : ''
  const tunnel = service.tunnel === 'tls' && service.name !== 'tls' ? 'tls/' : ''
  const doubt = service.method === 'port' ? '?' : ''
  return printable(`${tunnel}${service.name}${doubt}`, 30)
}

/** A page with no product behind it is told by its title. */
function describeProduct({ service, http }: PortRow): string {
  const { product, version, os } = service ?? {}
  if (product === undefined && http?.title !== undefined) return printable(`"${http.title}"`, 60)
  const system = os === undefined ? undefined : `(${os})`
  return printable([product, version, system].filter(Boolean).join(' '), 60)
}

function toTlsCell(row: PortRow, { at, colours }: PortTableOptions): Cell {
  const leaf = findLeaf(row)
  const [problem] = listCertificateProblems(row, at)
  const dates = leaf === undefined ? undefined : `until ${leaf.notAfter.slice(0, 10)}`
  // Why a chain is not trusted is told below the table.
  const told = problem?.split(':')[0] ?? dates
  const text = [row.endpoint?.grade.letter, told].filter(Boolean).join(' ')
  return { text: printable(text, 48), ...(problem === undefined ? {} : { paint: colours.yellow }) }
}

function toFindingsCell({ findings }: PortRow, { colours }: PortTableOptions): Cell {
  const worst = findWorst(findings)
  if (worst === undefined) return { text: '' }
  const more = findings.length > 1 ? ` +${findings.length - 1}` : ''
  return { text: `${worst}${more}`, paint: paintSeverity(worst, colours) }
}

/** The colour that goes with the word of a severity. */
export function paintSeverity(severity: Severity, colours: Colours): (text: string) => string {
  switch (severity) {
    case 'critical':
    case 'high':
      return colours.red
    case 'medium':
      return colours.yellow
    case 'low':
      return colours.cyan
    case 'info':
      return colours.dim
  }
}
