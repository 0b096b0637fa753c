import {
  type PortRecord,
  type ScanEvent,
  type ScanReport,
  type ServiceRecord,
  type StageName,
  type TlsRecord,
} from '@windvane/model'
import picocolors from 'picocolors'
import { printable } from './printable.ts'
import { formatTable } from './table.ts'

export type ScanView = {
  /** Takes one event in and, when live, redraws at most every 80 ms. */
  readonly show: (event: ScanEvent) => void
  /** Removes the live table. */
  readonly end: () => void
  /** The whole report as text. */
  readonly format: (report: ScanReport) => string
}

export type ScanViewOptions = {
  readonly output: NodeJS.WriteStream
  readonly isLive: boolean
  readonly hasColour: boolean
}

/** A table that fills as ports open, with one line of progress below it. */
export function createScanView({ output, isLive, hasColour }: ScanViewOptions): ScanView {
  const rows = new Map<string, Row>()
  let status = 'Resolving …'
  let drawnLines = 0
  let drawnAt = 0

  function draw(): void {
    const lines = [...formatRows([...rows.values()]).split('\n'), status]
    const shown = lines.slice(-Math.max(2, output.rows - 2))
    output.write(`${erase()}${shown.join('\n')}\n`)
    drawnLines = shown.length
    drawnAt = Date.now()
  }

  function erase(): string {
    return drawnLines === 0 ? '' : `\u001b[${drawnLines}A\u001b[0J`
  }

  return {
    show(event) {
      status = takeEvent(rows, event) ?? status
      if (isLive && (Date.now() - drawnAt >= 80 || event.kind === 'done')) draw()
    },
    end() {
      if (isLive) output.write(erase())
      drawnLines = 0
    },
    format: (report) => formatReport(report, hasColour),
  }
}

type Row = { readonly port: PortRecord; service?: ServiceRecord; tls?: TlsRecord }

/** Returns the new line of progress when the event carries one. */
function takeEvent(rows: Map<string, Row>, event: ScanEvent): string | undefined {
  switch (event.kind) {
    case 'port':
      if (event.port.state === 'open') rows.set(toKey(event.port), { port: event.port })
      return undefined
    case 'service':
      updateRow(rows, event.service, { service: event.service })
      return undefined
    case 'tls':
      updateRow(rows, event.tls, { tls: event.tls })
      return undefined
    case 'progress': {
      const percent = event.total === 0 ? 100 : Math.floor((100 * event.done) / event.total)
      return `${stageNames[event.stage]}: ${event.done} of ${event.total} (${percent} %)`
    }
    case 'resolved':
    case 'port-groups':
    case 'tls-endpoint':
    case 'http':
    case 'host':
    case 'finding':
    case 'failure':
    case 'done':
      return undefined
  }
}

const stageNames: Readonly<Record<StageName, string>> = {
  resolve: 'Resolving',
  ports: 'Scanning ports',
  udp: 'Asking UDP ports',
  services: 'Naming services',
  tls: 'Laying TLS open',
  http: 'Reading web pages',
}

type Place = { readonly address: string; readonly port: number }

function toKey({ address, port }: Place): string {
  return `${address} ${port}`
}

function updateRow(rows: Map<string, Row>, place: Place, change: Partial<Row>): void {
  const row = rows.get(toKey(place))
  if (row !== undefined) rows.set(toKey(place), { ...row, ...change })
}

function formatRows(rows: readonly Row[]): string {
  const head = ['ADDRESS', 'PORT', 'STATE', 'SERVICE', 'PRODUCT', 'CERTIFICATE']
  const sorted = rows.toSorted(
    (a, b) => a.port.address.localeCompare(b.port.address) || a.port.port - b.port.port,
  )
  return formatTable([head, ...sorted.map(formatRow)])
}

function formatRow({ port, service, tls }: Row): readonly string[] {
  const leaf = tls?.chain[0]
  return [
    port.address,
    `${port.port}/${port.transport}`,
    port.state,
    service === undefined ? '…' : `${service.tunnel === 'tls' ? 'tls/' : ''}${service.name}`,
    printable([service?.product, service?.version, service?.os].filter(Boolean).join(' '), 60),
    leaf === undefined
      ? ''
      : printable(
          `${leaf.subjectCommonName ?? leaf.subject}, until ${leaf.notAfter.slice(0, 10)}`,
          60,
        ),
  ]
}

function formatReport(report: ScanReport, hasColour: boolean): string {
  const colours = picocolors.createColors(hasColour)
  const rows = new Map<string, Row>()
  for (const port of report.ports) takeEvent(rows, { kind: 'port', port })
  for (const service of report.services) takeEvent(rows, { kind: 'service', service })
  for (const tls of report.tls) takeEvent(rows, { kind: 'tls', tls })
  const { summary, addresses } = report
  const skipped = addresses.flatMap(({ address, skipped: reason }) =>
    reason === undefined ? [] : [colours.yellow(`${address} was skipped: ${printable(reason)}`)],
  )
  const seconds = (Date.parse(summary.endedAt) - Date.parse(summary.startedAt)) / 1_000
  return [
    rows.size === 0 ? 'No open port found.' : formatRows([...rows.values()]),
    ...skipped,
    ...report.failures
      .filter(({ stage }) => stage === 'resolve')
      .map(({ message }) => colours.yellow(printable(message))),
    `${colours.bold(printable(report.target))}: ${rows.size} open of ${summary.counters.ports} ports in ${seconds.toFixed(1)} s, ${summary.stopReason}`,
    '',
  ].join('\n')
}
