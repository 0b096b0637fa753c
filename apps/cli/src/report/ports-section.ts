import { type PortGroup, type ScanReport, type ServiceRecord } from '@windvane/model'
import { listCertificateProblems } from '../digest/list-certificate-problems.ts'
import { findLeaf, type PortRow } from '../digest/port-book.ts'
import { anchor } from './anchor.ts'
import { chip, gradeChip, severityChip } from './chips.ts'
import { formatDate } from './format-time.ts'
import { given, type Html, html, spaced, told } from './html.ts'
import { type Section } from './render-report.ts'

/** The ports with what speaks on them, and the others by state. */
export function portsSection(report: ScanReport, rows: readonly PortRow[]): Section {
  const at = new Date(report.summary.endedAt)
  const shown = rows.slice(0, maxRows)
  const more = rows.length - shown.length
  return {
    id: 'ports',
    title: 'Ports and services',
    body: html`${rows.length === 0 ? html`<p>No open port was found.</p>` : portTable(shown, at)}
    ${more > 0 ? html`<p class="muted">${more.toLocaleString('en')} more ports are in the report as JSON.</p>` : undefined}
    ${otherPorts(report.portGroups)}`,
  }
}

const maxRows = 2000

function portTable(rows: readonly PortRow[], at: Date): Html {
  const addresses = Map.groupBy(rows, ({ port }) => port.address)
  return html`<div class="tools" hidden="">
      <label for="filter">Filter</label
      ><input
        id="filter"
        type="search"
        autocomplete="off"
        placeholder="port, service, product …"
      /><span id="filter-count" class="muted small" aria-live="polite"></span>
    </div>
    <div class="scroll">
      <table class="stack" data-sortable="" role="table">
        <thead role="rowgroup">
          <tr role="row">
            ${columns.map((column) => html`<th scope="col" role="columnheader">${column}</th>`)}
          </tr>
        </thead>
        ${[...addresses].map(
          ([address, own]) =>
            html`<tbody role="rowgroup">
              ${
                addresses.size > 1
                  ? html`<tr class="group" role="row">
                      <th scope="rowgroup" colspan="${columns.length}" role="rowheader">
                        ${address}
                      </th>
                    </tr>`
                  : undefined
              }
              ${own.map((row) => portRow(row, at))}
            </tbody> `,
        )}
      </table>
    </div> `
}

const columns = ['Port', 'State', 'Service', 'Product', 'TLS', 'Findings']

function portRow(row: PortRow, at: Date): Html {
  const { address, port, transport } = row.port
  return html`<tr role="row" id="${anchor('port', address, port, transport)}">
    <th scope="row" role="rowheader" class="mono nowrap" data-key="${port}">
      ${port}/${transport}
    </th>
    ${[
      cell('State', stateOf(row)),
      cell('Service', given(row.service, serviceOf)),
      cell('Product', given(row.service, productOf)),
      cell('TLS', tlsOf(row, at)),
      cell('Findings', findingsOf(row)),
    ]}
  </tr>`
}

function cell(label: string, content: Html | undefined): Html {
  if (content === undefined) return html`<td role="cell"></td>`
  return html`<td role="cell" data-label="${label}"><div>${content}</div></td>`
}

function stateOf({ port: { state, reason } }: PortRow): Html {
  if (state === 'open') return chip('open', 'good')
  return html`${chip(state, 'info')} <span class="muted small">${told(reason, 60)}</span>`
}

function serviceOf(service: ServiceRecord): Html {
  const { name, tunnel, method, confidence, evidence, address, port, transport } = service
  const link = anchor('raw', address, port, transport)
  const through = tunnel === 'none' ? '' : `in ${tunnel}`
  return html`<a href="#${link}">${told(name, 60)}</a> <span class="muted small">${through}</span>
    <div>${method === 'port' ? chip('guessed from the number', 'info') : undefined}</div>
    <div class="muted small">${told(evidence, 120)} (${Math.round(confidence)} %)</div>`
}

function productOf(service: ServiceRecord): Html | undefined {
  const { product, version, os, hostname, cpe, isAuthRequired, isAnonymousAllowed } = service
  const facts = [
    ...(os === undefined ? [] : [`on ${os}`]),
    ...(hostname === undefined ? [] : [`calls itself ${hostname}`]),
    ...(isAnonymousAllowed === true ? ['works without a login'] : []),
    ...(isAuthRequired === true ? ['wants a login'] : []),
  ]
  if (product === undefined && facts.length === 0) return undefined
  return html`<strong>${told(product ?? '', 100)}</strong> ${told(version ?? '', 100)}
    <div class="small">${told(facts.join('; '), 200)}</div>
    ${given(cpe[0], (text) => html`<code class="muted small">${told(shorten(text), 120)}</code>`)}`
}

/** A CPE string without the parts at its end that say nothing. */
function shorten(cpe: string): string {
  return cpe.replace(/(?::\*)+$/, '')
}

function tlsOf(row: PortRow, at: Date): Html | undefined {
  const { port, endpoint } = row
  const leaf = findLeaf(row)
  if (leaf === undefined && endpoint === undefined) return undefined
  const link = anchor('tls', port.address, port.port)
  const grade = given(
    endpoint,
    ({ grade: { letter } }) => html`<a href="#${link}">${gradeChip(letter)}</a>`,
  )
  const dates = given(
    leaf,
    ({ notAfter }) => html`<span class="nowrap">until ${formatDate(notAfter)}</span>`,
  )
  const problems = listCertificateProblems(row, at)
  return html`${grade} ${dates}
  ${problems.map((problem) => html`<div class="small">${told(problem, 80)}</div>`)}`
}

function findingsOf({ findings }: PortRow): Html | undefined {
  if (findings.length === 0) return undefined
  return spaced(
    findings.map(
      ({ id, severity, title }) =>
        html`<a href="#${anchor('finding', id)}" title="${title}">${severityChip(severity)}</a>`,
    ),
  )
}

function otherPorts(groups: readonly PortGroup[]): Html | undefined {
  if (groups.length === 0) return undefined
  const sum = groups.reduce((total, { count }) => total + count, 0)
  return html`<details>
    <summary>${sum.toLocaleString('en')} other ports by state</summary>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Address</th>
            <th scope="col">State</th>
            <th scope="col">Reason</th>
            <th scope="col">Count</th>
            <th scope="col">Ports</th>
          </tr>
        </thead>
        <tbody>
          ${groups.slice(0, maxGroups).map(
            ({ address, transport, state, reason, count, ports, tries }) =>
              html`<tr>
                <td class="mono nowrap">${address}</td>
                <td>${state}</td>
                <td>${told(reason, 60)} after ${tries} ${tries === 1 ? 'try' : 'tries'}</td>
                <td>${count.toLocaleString('en')} ${transport}</td>
                <td><code>${told(ports, 4000)}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details> `
}

const maxGroups = 500
