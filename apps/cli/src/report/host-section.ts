import { type HostRecord, type ScanReport } from '@windvane/model'
import { describeNameSource } from '../digest/describe-name-source.ts'
import { chip } from './chips.ts'
import { definitionList } from './definition-list.ts'
import { type Html, html, listSome, told } from './html.ts'
import { type Section } from './render-report.ts'

/** The addresses of the target, and what is known of each beyond its ports. */
export function hostSection(report: ScanReport): Section | undefined {
  const { addresses, hosts, resolution } = report
  if (addresses.length === 0) return undefined
  const skipped = addresses.filter((address) => address.skipped !== undefined)
  return {
    id: 'host',
    title: hosts.length > 1 ? 'Hosts' : 'Host',
    body: html`${hosts.map(toArticle)}
    ${
      skipped.length === 0
        ? undefined
        : html`<article class="card">
            <h3>Addresses left out</h3>
            <ul class="plain">
              ${listSome(skipped, 64, (record) => html`<li><span class="mono">${record.address}</span> ${told(record.skipped ?? '')}</li>`)}
            </ul>
          </article>`
    }
    ${
      resolution === undefined
        ? undefined
        : html`<article class="card">
            <h3>Resolution</h3>
            ${definitionList([
              ['Stands for', resolution.cnames.join(' → ')],
              [
                'Time to live',
                resolution.ttlSeconds === undefined ? undefined : `${resolution.ttlSeconds} s`,
              ],
              ['Answered by', resolution.resolver],
            ])}
          </article>`
    }`,
  }
}

function toArticle(host: HostRecord): Html {
  const { address, state, rttMs, os, provider, names, isAllOpen, isTarpit } = host
  return html`<article class="card">
    <h3 class="mono">${address}</h3>
    <p>
      ${chip(state === 'up' ? '✓ up' : '? state unknown', state === 'up' ? 'good' : 'info')}
      ${isAllOpen ? chip('◆ nearly every port accepts', 'medium') : undefined}
      ${isTarpit ? chip('◆ tarpit: accepts and says nothing', 'medium') : undefined}
    </p>
    ${definitionList([
      ['Round trip', rttMs === undefined ? undefined : `${rttMs.toFixed(1)} ms`],
      ['System', os && systemGuess(os)],
      ['Behind', provider && `${provider.name} (${provider.kind}): ${provider.evidence}`],
      ['Names', names.length === 0 ? undefined : nameList(names)],
    ])}
  </article> `
}

function systemGuess({ name, cpe, confidence, evidence }: NonNullable<HostRecord['os']>): Html {
  return html`<strong>${told(name, 100)}</strong>
    <span class="muted">${Math.round(confidence)} %</span>${
      cpe === undefined ? undefined : html`<br /><code class="muted">${told(cpe, 120)}</code>`
    }
    <ul class="small">
      ${listSome(evidence, 20, (line) => html`<li><code>${told(line, 200)}</code></li>`)}
    </ul>`
}

function nameList(names: HostRecord['names']): Html {
  return html`<ul>
    ${listSome(
      names,
      100,
      (name) =>
        html`<li>
          ${told(name.name, 260)} <span class="muted small">${describeNameSource(name)}</span>
        </li>`,
    )}
  </ul>`
}
