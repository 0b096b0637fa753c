import { type ScanReport } from '@windvane/model'
import { PortBook } from '../digest/port-book.ts'
import { findingsSection } from './findings-section.ts'
import { hostSection } from './host-section.ts'
import { type Html, html, trusted } from './html.ts'
import { httpSection } from './http-section.ts'
import { pageHead } from './page-head.ts'
import { portsSection } from './ports-section.ts'
import { rawSection } from './raw-section.ts'
import { runSection } from './run-section.ts'
import { script, scriptHash } from './script.ts'
import { style } from './style.ts'
import { tlsSection } from './tls-section.ts'

/**
 * A report as one HTML page that loads nothing from anywhere, is whole without its script, and shows
 * text of the target as text whatever it holds.
 */
export function renderReport(report: ScanReport): string {
  const rows = PortBook.of(report).rows()
  const sections = [
    findingsSection(report),
    portsSection(report, rows),
    tlsSection(report),
    httpSection(report),
    hostSection(report),
    runSection(report),
    rawSection(report),
  ].filter((section) => section !== undefined)
  const page = html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="referrer" content="no-referrer" />
      <meta name="robots" content="noindex" />
      <title>${report.target} · Windvane</title>
      <link rel="icon" href="data:," />
      ${trusted(`<style>${style}</style>`)}
    </head>
    <body>
      <a class="skip" href="#main">To the report</a>
      ${pageHead(report, rows)}
      <nav aria-label="Sections">
        <ul>
          ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
        </ul>
      </nav>
      <main id="main">${sections.map(toElement)}</main>
      <footer>
        Made by Windvane ${report.summary.engine.version}. This page loads nothing and sends
        nothing. Text of the scanned host is shown as text; characters that would hide or reorder it
        are written as ⟨U+…⟩.
      </footer>
      ${trusted(`<script>${script}</script>`)}
    </body>
  </html> `
  return `<!DOCTYPE html>\n${page.html}`
}

/** A part of the page with a heading of its own. */
export type Section = { readonly id: string; readonly title: string; readonly body: Html }

const contentSecurityPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  `script-src '${scriptHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

function toElement({ id, title, body }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${body}
  </section> `
}
