import { type HostRecord, type ScanReport } from '@windvane/model'
import { describeNameSource } from '../digest/describe-name-source.ts'
import { type ReportFormat } from './format-report.ts'
import { printable } from './printable.ts'
import { wrapText } from './wrap-text.ts'

/** What is known of each address beyond its ports; nothing where nothing is. */
export function formatHosts(report: ScanReport, format: ReportFormat): readonly string[] {
  const lines = report.hosts.flatMap((host) => {
    const facts = listFacts(host)
    return facts.length === 0 ? [] : [`  ${host.address}`, ...facts.map((fact) => `    ${fact}`)]
  })
  if (lines.length === 0) return []
  return [
    format.colours.bold('Host'),
    ...lines.flatMap((line) => wrapText(line, format.width, ' '.repeat(14))),
  ]
}

const maxNames = 10

function listFacts(host: HostRecord): readonly string[] {
  const { os, provider, names, isAllOpen, isTarpit } = host
  return [
    ...(os === undefined
      ? []
      : [
          `system    ${printable(os.name)} (${Math.round(os.confidence)} %: ${printable(os.evidence[0] ?? '', 80)})`,
        ]),
    ...(provider === undefined
      ? []
      : [
          `behind    ${printable(provider.name)} (${provider.kind}: ${printable(provider.evidence)})`,
        ]),
    ...names
      .slice(0, maxNames)
      .map((name) => `name      ${printable(name.name)} (${describeNameSource(name)})`),
    ...(names.length > maxNames ? [`          … and ${names.length - maxNames} more names`] : []),
    ...(isAllOpen ? ['nearly every port accepts: a honeypot, a SYN proxy or a front'] : []),
    ...(isTarpit ? ['ports accept and then say nothing: a tarpit'] : []),
  ]
}
