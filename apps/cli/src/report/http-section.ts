import { type HttpRecord, type ScanReport } from '@windvane/model'
import { chip } from './chips.ts'
import { code, definitionList } from './definition-list.ts'
import { type Html, html, listSome, spaced, told } from './html.ts'
import { type Section } from './render-report.ts'

/** What the web servers said. */
export function httpSection({ http }: ScanReport): Section | undefined {
  if (http.length === 0) return undefined
  return { id: 'http', title: 'Web pages', body: html`${http.slice(0, maxPages).map(toArticle)}` }
}

const maxPages = 200

function toArticle(page: HttpRecord): Html {
  const { address, port, status, url, title, technologies, headers, body } = page
  const lines = headers.map(([name, value]) => `${name.slice(0, 200)}: ${value.slice(0, 2000)}`)
  return html`<article class="card">
    <header>
      ${chip(String(status), status < 400 ? 'good' : 'medium')}
      <div>
        <h3>${told(title ?? 'No title', 200)}</h3>
        <p class="muted">
          <code>${told(url)}</code> <span class="mono small nowrap">${address} ${port}/tcp</span>
        </p>
      </div>
    </header>
    ${page.isPartial === true ? html`<p class="muted small">${unfinished}</p>` : undefined}
    <p>${spaced(technologies.slice(0, 40).map(toTechnology))}</p>
    <div class="columns">
      <div>
        <h4>Answer</h4>
        ${facts(page)}
      </div>
      <div>
        <h4>Security headers</h4>
        ${securityHeaders(page)} ${cookies(page)}
      </div>
    </div>
    ${lines.length === 0 ? undefined : folded('Headers', lines.slice(0, 100).join('\n'))}
    ${technologies.length === 0 ? undefined : technologyList(technologies)}
    ${body.preview === '' ? undefined : folded('Beginning of the page', body.preview)}
  </article>`
}

const unfinished = 'Time, connections or bytes ran out before every question was asked.'

function describeContacts({
  contacts,
  expires,
  isExpired,
}: NonNullable<HttpRecord['securityTxt']>): string {
  const until =
    expires === undefined ? [] : [`${isExpired === true ? 'ended' : 'until'} ${expires}`]
  return [...contacts, ...until].join(', ')
}

function technologyList(technologies: HttpRecord['technologies']): Html {
  const toItem = ({ name, version, cpe, evidence }: HttpRecord['technologies'][number]) =>
    html`<li>
      ${told([name, version].filter(Boolean).join(' '), 100)}
      <span class="muted small"><code>${told(evidence, 200)}</code> ${told(cpe ?? '', 120)}</span>
    </li>`
  return html`<details>
    <summary>Technologies</summary>
    <ul class="plain">
      ${listSome(technologies, 60, toItem)}
    </ul>
  </details>`
}

function folded(title: string, text: string): Html {
  return html`<details>
    <summary>${title}</summary>
    <pre>${text.slice(0, 16_000)}</pre>
  </details>`
}

function facts(page: HttpRecord): Html {
  const { body, favicon, securityTxt } = page
  return definitionList([
    ['Status', `${page.status} ${page.reason}`],
    ['Server', page.server],
    ['Asked for', page.host],
    ['Type', page.contentType],
    ['Size', `${body.sizeBytes.toLocaleString('en')} bytes${body.isTruncated ? ', cut' : ''}`],
    ['Protocols', page.protocols.join(', ')],
    ['Alt-Svc', page.altSvc],
    ['Methods', page.methods?.join(', ')],
    ['WebDAV', page.dav],
    ['Login', page.hasPasswordField === true ? 'the page asks for a password' : undefined],
    ['Redirects', redirects(page)],
    ['By address', withoutName(page)],
    ['Linked domains', page.linkedDomains.slice(0, 40).join(', ')],
    ['Hosts in policy', page.policyHosts.slice(0, 40).join(', ')],
    ['robots.txt', robots(page)],
    ['security.txt', securityTxt && describeContacts(securityTxt)],
    ['Page SHA-256', code(body.sha256)],
    ['Page mmh3', code(String(body.mmh3))],
    ['Icon', favicon && code(favicon.url)],
    ['Icon mmh3, MD5', favicon && code(`${favicon.mmh3} ${favicon.md5}`)],
  ])
}

function toTechnology({ name, version, category }: HttpRecord['technologies'][number]): Html {
  const product = [name.slice(0, 60), version?.slice(0, 30)].filter(Boolean).join(' ')
  return chip(`${product} · ${category.slice(0, 30)}`, 'low')
}

function redirects({ redirects: list }: HttpRecord): Html | undefined {
  if (list.length === 0) return undefined
  return html`<ul>
    ${listSome(
      list,
      10,
      ({ status, to, isFollowed }) =>
        html`<li>
          ${status} to
          <code>${told(to)}</code
          >${isFollowed ? undefined : html` <span class="muted small">not followed</span>`}
        </li>`,
    )}
  </ul>`
}

function withoutName({ withoutName: other }: HttpRecord): string | undefined {
  if (other === undefined) return undefined
  if (other.isSame) return 'the same page'
  return `another page: ${other.status}${other.title === undefined ? '' : ` ${other.title}`}`
}

function robots({ robots: found }: HttpRecord): string | undefined {
  if (found === undefined) return undefined
  const { status, disallow, sitemaps } = found
  if (status !== 200) return `none (${status})`
  const paths =
    disallow.length === 0 ? 'nothing disallowed' : `disallows ${disallow.slice(0, 20).join(' ')}`
  return `${status}, ${paths}${sitemaps.length === 0 ? '' : `, site maps: ${sitemaps.slice(0, 5).join(' ')}`}`
}

function securityHeaders({ securityHeaders: headers }: HttpRecord): Html {
  return html`<dl>
    ${Object.entries(headers)
      .slice(0, 40)
      .map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>
              ${value === null ? chip('– missing', 'medium') : html`<code>${told(value)}</code>`}
            </dd>`,
      )}
  </dl>`
}

function cookies({ cookies: list }: HttpRecord): Html | undefined {
  if (list.length === 0) return undefined
  return html`<h4>Cookies</h4>
    <ul class="plain">
      ${listSome(list, 40, ({ name, isSecure, isHttpOnly, sameSite }) => {
        const flags = [
          isSecure ? 'Secure' : 'not Secure',
          isHttpOnly ? 'HttpOnly' : 'not HttpOnly',
          ...(sameSite === undefined ? [] : [`SameSite=${sameSite.slice(0, 20)}`]),
        ]
        return html`<li>
          <code>${told(name, 100)}</code> <span class="muted small">${flags.join(', ')}</span>
        </li>`
      })}
    </ul>`
}
