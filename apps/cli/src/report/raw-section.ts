import { type ExchangeRecord, type ScanReport, type ServiceRecord } from '@windvane/model'
import { anchor } from './anchor.ts'
import { code, definitionList } from './definition-list.ts'
import { describeBytes } from './describe-bytes.ts'
import { given, type Html, html, told } from './html.ts'
import { type Section } from './render-report.ts'

/** What each service said, word for word. */
export function rawSection({ services }: ScanReport): Section | undefined {
  if (services.length === 0) return undefined
  const more = services.length - maxServices
  return {
    id: 'raw',
    title: 'What the services said',
    body: html`<div class="card">
      ${services.slice(0, maxServices).map(toDetails)}
      ${more > 0 ? html`<p class="muted">${more.toLocaleString('en')} more services are in the report as JSON.</p>` : undefined}
    </div>`,
  }
}

const maxServices = 500
const maxExchanges = 12

function toDetails(service: ServiceRecord): Html {
  const { address, port, transport, name, banner, exchanges, extra } = service
  const facts = JSON.stringify(extra, undefined, 2)
  const decision = `${service.detector}, ${service.method}, ${Math.round(service.confidence)} %`
  // The id is inside, so that a link to it opens the details.
  return html`<details>
    <summary><span class="mono">${address} ${port}/${transport}</span> ${told(name, 60)}</summary>
    <div id="${anchor('raw', address, port, transport)}">
      ${definitionList([
        ['Decided by', `${decision}: ${service.evidence}`],
        ['Software', software(service)],
        ['CPE', code(service.cpe.join(' '))],
        ['Banner SHA-256', code(service.bannerSha256)],
      ])}
      ${given(banner, (text) => block(`Banner${cutMark(service.isBannerTruncated)}`, text))}
      ${facts === '{}' ? undefined : block('Protocol facts', facts)}
      ${exchanges.slice(0, maxExchanges).map(toExchange)}
    </div>
  </details>`
}

function block(title: string, text: string): Html {
  return html`<h4>${title}</h4>
    <pre>${text.slice(0, maxCharacters)}</pre>`
}

const maxCharacters = 16_000

function cutMark(isCut: boolean | undefined): string {
  return isCut === true ? ', cut' : ''
}

function software({ software: list }: ServiceRecord): Html | undefined {
  if (list.length === 0) return undefined
  return html`<ul>
    ${list.slice(0, 20).map(
      ({ product, version, field, text, packageRevision }) =>
        html`<li>
          ${told([product, version, packageRevision].filter(Boolean).join(' '), 120)}
          <span class="muted small">${told(field, 60)}: <code>${told(text, 200)}</code></span>
        </li>`,
    )}
  </ul>`
}

function toExchange({ sent, received, end, isTruncated }: ExchangeRecord, index: number): Html {
  return html`<h4>Exchange ${index + 1}, ended: ${told(end, 30)}${cutMark(isTruncated)}</h4>
    ${bytes('Sent', sent)} ${bytes('Received', received)}`
}

function bytes(title: string, base64: string): Html {
  if (base64 === '') return html`<p class="muted small">${title}: nothing</p>`
  return html`<p class="muted small">${title}</p>
    <pre>${describeBytes(base64)}</pre>`
}
