import { type ScanReport } from '@windvane/model'
import { countPortStates } from '../digest/count-port-states.ts'
import { describeStop, isComplete } from '../digest/describe-stop.ts'
import { listCertificateProblems } from '../digest/list-certificate-problems.ts'
import { findLeaf, type PortRow } from '../digest/port-book.ts'
import { severities } from '../digest/severities.ts'
import { formatDuration } from '../terminal/format-duration.ts'
import { gradeChip, severityChip, worstGrade } from './chips.ts'
import { formatTime } from './format-time.ts'
import { type Html, html, spaced, told } from './html.ts'

/** What was scanned, when and how, and the whole of it at a glance. */
export function pageHead(report: ScanReport, rows: readonly PortRow[]): Html {
  const { target, summary } = report
  const durationMs = Date.parse(summary.endedAt) - Date.parse(summary.startedAt)
  return html`<header class="banner">
    <div class="top">
      <div>
        <p class="kicker">Windvane scan report</p>
        <h1>${told(target)}</h1>
        <p class="facts">
          ${formatTime(summary.startedAt)}, ${formatDuration(durationMs)} · profile
          ${told(summary.profile)} · ports ${told(String(summary.options['ports'] ?? ''), 80)}
        </p>
      </div>
      ${badge(report)}
    </div>
    <ul class="tiles">
      ${tiles(report, rows)}
    </ul>
    ${notice(report)}
  </header> `
}

function badge({ tlsEndpoints }: ScanReport): Html | undefined {
  const worst = worstGrade(tlsEndpoints.map(({ grade }) => grade.letter))
  if (worst === undefined) return undefined
  const count = tlsEndpoints.length
  const what = count === 1 ? 'TLS grade' : `worst TLS grade of ${count} ports`
  return html`<div class="badge">
    ${gradeChip(worst)}
    <p>${what}</p>
  </div>`
}

function tiles(report: ScanReport, rows: readonly PortRow[]): readonly Html[] {
  const states = countPortStates(report)
  const open = states.get('open') ?? 0
  const others = [...states].flatMap(([state, count]) =>
    state === 'open' ? [] : [`${count.toLocaleString('en')} ${state}`],
  )
  const named = rows.filter(
    ({ service }) =>
      service !== undefined && service.method !== 'port' && service.name !== 'unknown',
  )
  return [
    tile(open.toLocaleString('en'), 'open ports', others.join(', ')),
    tile(named.length.toLocaleString('en'), 'services named', ''),
    findingsTile(report),
    certificatesTile(rows, new Date(report.summary.endedAt)),
  ]
}

function tile(number: string, what: string, more: string): Html {
  return html`<li>
    <b>${number}</b><span class="what">${what}${more === '' ? '' : `; ${more}`}</span>
  </li>`
}

function findingsTile({ findings }: ScanReport): Html {
  const chips = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length
    return count === 0 ? [] : [severityChip(severity, count)]
  })
  return html`<li>
    <b>${findings.length.toLocaleString('en')}</b><span class="what">findings</span>
    <div class="small">${spaced(chips)}</div>
  </li>`
}

function certificatesTile(rows: readonly PortRow[], at: Date): Html {
  const leaves = new Set<string>()
  const troubled = new Set<string>()
  for (const row of rows) {
    const leaf = findLeaf(row)
    if (leaf === undefined) continue
    leaves.add(leaf.sha256)
    if (listCertificateProblems(row, at).length > 0) troubled.add(leaf.sha256)
  }
  const more = troubled.size === 0 ? '' : `${troubled.size} with problems`
  return tile(String(leaves.size), leaves.size === 1 ? 'certificate' : 'certificates', more)
}

function notice({ summary }: ScanReport): Html | undefined {
  if (summary.stopReason === 'complete') return undefined
  const share = Math.floor(summary.completeness * 100)
  const judged = isComplete(summary.stopReason) ? '' : ` ${share} % of the ports were judged.`
  return html`<div class="top">
    <p class="notice" role="note">
      <strong>This scan was not run to the end:</strong>
      ${describeStop(summary.stopReason)}.${judged}
    </p>
  </div>`
}
