import { type ScanReport, type TlsEndpointRecord } from '@windvane/model'
import { anchor } from './anchor.ts'
import { certificateChain } from './certificate-chain.ts'
import { chip, gradeChip, trustChip } from './chips.ts'
import { handshakeArticle } from './handshake-article.ts'
import { given, type Html, html, listSome, spaced, told } from './html.ts'
import { type Section } from './render-report.ts'
import { tlsFeatures } from './tls-features.ts'
import { tlsParameters } from './tls-parameters.ts'
import { tlsSuites } from './tls-suites.ts'

/** The TLS of each port: its grade with the reasons, what it speaks, and its certificates. */
export function tlsSection(report: ScanReport): Section | undefined {
  const { tlsEndpoints, tls, summary } = report
  const at = new Date(summary.endedAt)
  const examined = new Set(tlsEndpoints.map(toPlace))
  const others = tls
    .filter((record) => !examined.has(toPlace(record)))
    .toSorted((a, b) => a.address.localeCompare(b.address) || a.port - b.port)
  if (tlsEndpoints.length + others.length === 0) return undefined
  const shown = tlsEndpoints.slice(0, maxEndpoints)
  return {
    id: 'tls',
    title: 'TLS and certificates',
    body: html`${shown.map((endpoint) => toArticle(endpoint, at))}
    ${others.slice(0, maxEndpoints).map((record) => handshakeArticle(record, at))}`,
  }
}

const maxEndpoints = 200

function toPlace({ address, port }: { readonly address: string; readonly port: number }): string {
  return `${address} ${port}`
}

function toArticle(endpoint: TlsEndpointRecord, at: Date): Html {
  const { address, port, tunnel, protocol, serverName, grade, isComplete } = endpoint
  const through = tunnel === 'starttls' ? `STARTTLS in ${protocol ?? 'clear'}` : ''
  return html`<article class="card" id="${anchor('tls', address, port)}">
    <header>
      ${gradeChip(grade.letter)}
      <div>
        <h3>
          <span class="mono">${address} ${port}/tcp</span> ${through}
          ${serverName === null ? undefined : html`for ${told(serverName)}`}
        </h3>
        <p>${spaced(verdicts(endpoint))}</p>
        ${isComplete ? undefined : html`<p class="muted small">${unfinished}</p>`}
      </div>
    </header>
    ${deductions(endpoint)}
    <h4>Protocol versions and cipher suites</h4>
    ${tlsSuites(endpoint.versions)}
    <h4>Certificates as served</h4>
    ${chains(endpoint, at)}
    <div class="columns">
      <div>
        <h4>Parameters</h4>
        ${tlsParameters(endpoint)}
      </div>
      <div>
        <h4>Features</h4>
        ${tlsFeatures(endpoint.features)}
      </div>
    </div>
  </article>`
}

const unfinished = 'Time ran out before every question was asked.'

function verdicts(endpoint: TlsEndpointRecord): readonly Html[] {
  const { trust, matchesName, daysLeft, mozillaProfile, grade } = endpoint
  return [
    trustChip(trust.isTrusted, trust.reason),
    ...(matchesName === undefined ? [] : [nameChip(endpoint)]),
    ...(daysLeft === undefined ? [] : [daysChip(daysLeft)]),
    chip(`Mozilla: ${mozillaProfile}`, 'info'),
    chip(`score ${grade.score}`, 'info'),
  ]
}

function nameChip({ matchesName }: TlsEndpointRecord): Html {
  return matchesName === true
    ? chip('✓ name matches', 'good')
    : chip('✗ name does not match', 'critical')
}

function daysChip(daysLeft: number): Html {
  if (daysLeft < 0) return chip(`✗ ended ${-daysLeft} days ago`, 'critical')
  return chip(`${daysLeft} days left`, daysLeft < 30 ? 'medium' : 'good')
}

function deductions({ grade }: TlsEndpointRecord): Html | undefined {
  if (grade.deductions.length === 0) return undefined
  return html`<h4>Why not A+</h4>
    <ul class="deductions">
      ${listSome(grade.deductions, 50, toDeduction)}
    </ul>`
}

function toDeduction({
  reason,
  points,
  cap,
}: TlsEndpointRecord['grade']['deductions'][number]): Html {
  const costs = [
    ...(points === undefined ? [] : [`−${Math.abs(points)} points`]),
    ...(cap === undefined ? [] : [`no better than ${cap}`]),
  ]
  return html`<li>${told(reason)} <span class="muted">${costs.join(', ')}</span></li>`
}

function chains(endpoint: TlsEndpointRecord, at: Date): Html {
  const { named, default: unnamed } = endpoint.chains
  const title = named === undefined ? 'Without a name' : 'Another chain for who asks without a name'
  if (named === undefined && unnamed === undefined) return html`<p class="muted">None was seen.</p>`
  return html`${given(named, (chain) => certificateChain(chain, at))}
  ${given(
    unnamed,
    (chain) =>
      html`<h4>${title}</h4>
        ${certificateChain(chain, at)}`,
  )}
  ${endpoint.chains.isServerNameRequired === true ? html`<p>${nameRequired}</p>` : undefined}
  ${endpoint.otherAddresses.slice(0, 20).map(toOther)}`
}

const nameRequired = 'Who asks without a name is turned away.'

function toOther(other: TlsEndpointRecord['otherAddresses'][number]): Html {
  const { address, isSame, failure } = other
  const verdict = isSame ? 'serves the same certificate' : (failure ?? 'serves another certificate')
  return html`<p class="small"><span class="mono">${address}</span> ${told(verdict, 120)}</p>`
}
