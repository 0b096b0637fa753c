import { type FindingRecord, type ScanReport } from '@windvane/model'
import { type FindingGroup, groupFindings } from '../digest/group-findings.ts'
import { anchor } from './anchor.ts'
import { severityChip } from './chips.ts'
import { type Html, html, listSome, told } from './html.ts'
import { type Section } from './render-report.ts'

/** Findings, gravest first, each with the places where it was made. */
export function findingsSection({ findings }: ScanReport): Section | undefined {
  if (findings.length === 0) return undefined
  const groups = groupFindings(findings)
  return { id: 'findings', title: 'Findings', body: html`${groups.map(toArticle)}` }
}

const maxPlaces = 200

function toArticle(group: FindingGroup): Html {
  const { id, title, severity, description, places } = group
  return html`<article class="card finding ${severity}" id="${anchor('finding', id)}">
    <header>
      <div><h3>${severityChip(severity)} ${told(title)}</h3></div>
    </header>
    <p>${told(description, 2000)}</p>
    <ul>
      ${listSome(places, maxPlaces, toPlace)}
    </ul>
  </article> `
}

function toPlace({ address, port, transport, evidence }: FindingRecord): Html {
  const place = port === undefined ? address : `${address} ${port}/${transport ?? 'tcp'}`
  return html`<li>
    <span class="mono nowrap">${place}</span> <code>${told(evidence, 600)}</code>
  </li>`
}
