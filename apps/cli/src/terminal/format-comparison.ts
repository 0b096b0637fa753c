import {
  type ComparedPort,
  type Comparison,
  isServiceDifferent,
  type PortClaim,
} from '../compare/compare-reports.ts'
import { type Cell, type Column, fitTable } from './fit-table.ts'
import { type ReportFormat } from './format-report.ts'
import { type Colours } from './port-table.ts'
import { printable } from './printable.ts'
import { formatNumber } from './scan-progress.ts'

/** How a report and nmap's output agree, as text for people. */
export function formatComparison(comparison: Comparison, format: ReportFormat): string {
  const { nmap, hosts, rows } = comparison
  const title = `Compared with nmap ${printable(nmap.version, 20)}${nmap.startedAt === '' ? '' : ` of ${nmap.startedAt.slice(0, 16).replace('T', ' ')} UTC`}`
  const lines = [
    format.colours.bold(title),
    ...hosts.onlyHere.map((address) => format.colours.yellow(`  ${address} is not in the file`)),
    ...(hosts.inBoth.length === 0 ? [] : formatCounts(comparison)),
    ...(rows.length === 0 ? [] : formatRows(rows, format)),
  ]
  return `${lines.join('\n')}\n`
}

function formatCounts({ ports, rows, isStrict }: Comparison): readonly string[] {
  const isNamed = (claim: PortClaim | undefined) => claim?.name !== undefined
  const named = rows.filter(({ here, there }) => isNamed(here) || isNamed(there))
  const different = named.filter(isServiceDifferent).length
  const more = named.filter(({ name }) => name === 'only-here').length
  return [
    `  ports     ${formatNumber(ports.same)} alike, ${formatNumber(ports.different)} different; scanned by one only: ${formatNumber(ports.onlyHere)} here, ${formatNumber(ports.onlyThere)} by nmap`,
    `  services  ${formatNumber(named.length - different)} without contradiction, ${formatNumber(different)} different${isStrict ? '' : ' (counts with --strict)'}; ${formatNumber(more)} named only here`,
  ]
}

const maxRows = 200

function formatRows(rows: readonly ComparedPort[], format: ReportFormat): readonly string[] {
  const { colours, width } = format
  // What differs is what is looked for, so it comes first where not all can be shown.
  const isDifferent = (row: ComparedPort) => row.state === 'differs' || isServiceDifferent(row)
  const ordered = [...rows.filter(isDifferent), ...rows.filter((row) => !isDifferent(row))]
  const addresses = new Set(rows.map(({ address }) => address))
  const table = fitTable(
    columns,
    ordered
      .slice(0, maxRows)
      .map((row) => toCells(row, { colours, hasAddress: addresses.size > 1 })),
    width - 2,
  )
  const more = ordered.length - maxRows
  return ['', ...table, ...(more > 0 ? [`… and ${formatNumber(more)} more`] : [])].map((line) =>
    line === '' ? '' : `  ${line}`,
  )
}

const columns: readonly Column[] = [
  { head: 'PORT', least: 9, rank: 0 },
  { head: 'WINDVANE', least: 12, rank: 0 },
  { head: 'NMAP', least: 12, rank: 0 },
  { head: 'VERDICT', least: 10, rank: 0 },
]

function toCells(
  row: ComparedPort,
  { colours, hasAddress }: { readonly colours: Colours; readonly hasAddress: boolean },
): readonly Cell[] {
  const { address, port, transport, here, there } = row
  const verdict = describeVerdict(row)
  const isAlike = verdict === 'alike'
  return [
    { text: `${hasAddress ? `${address} ` : ''}${port}/${transport}` },
    { text: describeClaim(here) },
    { text: describeClaim(there) },
    { text: verdict, paint: isAlike ? colours.green : colours.yellow },
  ]
}

function describeClaim(claim: PortClaim | undefined): string {
  if (claim === undefined) return 'not scanned'
  const { state, name, product, version } = claim
  return printable([state, name, product, version].filter(Boolean).join(' '), 50)
}

function describeVerdict({ state, name, product, version }: ComparedPort): string {
  if (state !== 'same') return stateVerdicts[state]
  const parts = Object.entries({ name, product, version })
  const of = (agreement: string) =>
    parts.filter(([, found]) => found === agreement).map(([part]) => part)
  const [differs, onlyThere, onlyHere] = [of('differs'), of('only-there'), of('only-here')]
  const words = [
    ...(differs.length === 0 ? [] : [`${differs.join(', ')} differs`]),
    ...(onlyThere.length === 0 ? [] : [`${onlyThere.join(', ')} only by nmap`]),
    ...(onlyHere.length === 0 ? [] : [`${onlyHere.join(', ')} only here`]),
  ]
  return words.length === 0 ? 'alike' : words.join('; ')
}

const stateVerdicts = {
  differs: 'state differs',
  'only-here': 'scanned only here',
  'only-there': 'scanned only by nmap',
} as const
