import { type CertificateRecord } from '@windvane/model'
import { formatDate } from './format-time.ts'
import { clip, type Html, html } from './html.ts'

/** When each certificate of a chain is valid, on one time line with the day of the scan. */
export function validityPicture(certificates: readonly CertificateRecord[], at: Date): Html {
  const axis = createAxis(certificates, at.getTime())
  const height = certificates.length * rowHeight + axisHeight
  return html`<svg role="img" height="${height}" aria-label="${describe(certificates, at)}">
      ${certificates.map((certificate, index) => bar(certificate, { axis, index, at }))}
      ${axis.years.map(
        ({ year, place }) =>
          html`<text x="${place}" y="${height - 4}" text-anchor="middle">${year}</text>`,
      )}
    </svg>
    <p class="muted small">The line across is the time of the scan.</p>`
}

const rowHeight = 38
const axisHeight = 22
const yearMs = 365.25 * 86_400_000

type Axis = {
  /** A percentage of the width. */
  readonly place: (time: number) => string
  readonly years: readonly { readonly year: number; readonly place: string }[]
}

/** The life of the leaf and some years around the scan: roots live so long that a leaf would vanish. */
function createAxis(certificates: readonly CertificateRecord[], now: number): Axis {
  const [leaf] = certificates
  const dates = [leaf?.notBefore, leaf?.notAfter].map((text) => toTime(text ?? '', now))
  const from = Math.min(now - 1.5 * yearMs, ...dates.map((time) => time - yearMs / 4))
  const to = Math.max(now + 2.5 * yearMs, ...dates.map((time) => time + yearMs / 4))
  const share = (time: number) => Math.min(1, Math.max(0, (time - from) / (to - from)))
  const place = (time: number) => `${(share(time) * 100).toFixed(2)}%`
  const [first, last] = [new Date(from).getUTCFullYear() + 1, new Date(to).getUTCFullYear()]
  const step = Math.max(1, Math.ceil((last - first + 1) / maxTicks))
  const years = Array.from({ length: Math.ceil((last - first + 1) / step) }, (_, index) => {
    const year = first + index * step
    return { year, place: place(Date.UTC(year)) }
  })
  return { place, years }
}

const maxTicks = 5
// Dates of certificates are hostile, too: a year of 9999 is drawn as the end of the line.
const latest = Date.UTC(2200)
const earliest = Date.UTC(1970)

function toTime(text: string, fallback: number): number {
  const time = Date.parse(text)
  return Number.isNaN(time) ? fallback : Math.min(latest, Math.max(earliest, time))
}

type BarOptions = { readonly axis: Axis; readonly index: number; readonly at: Date }

function bar(certificate: CertificateRecord, { axis, index, at }: BarOptions): Html {
  const { notBefore, notAfter } = certificate
  const now = at.getTime()
  const [start, end] = [toTime(notBefore, now), toTime(notAfter, now)]
  const [from, to] = [start, end].map((time) => Number.parseFloat(axis.place(time)))
  const width = Math.max(leastWidth, (to ?? 0) - (from ?? 0)).toFixed(2)
  const isValid = start <= now && now <= end
  const dates = `${formatDate(notBefore)} to ${formatDate(notAfter)}${stateAt(now, start, end)}`
  const [top, y] = [index * rowHeight, index * rowHeight + 20]
  return html`<text class="name" x="0" y="${top + 14}">
      ${index + 1}. ${clip(nameOf(certificate), 48)} <tspan class="dates">${dates}</tspan>
    </text>
    <rect class="track" x="0" y="${y}" width="100%" height="9" rx="2" />
    ${axis.years.map(
      ({ place }) =>
        html`<line class="tick" x1="${place}" x2="${place}" y1="${y - 2}" y2="${y + 11}" />`,
    )}
    <rect
      class="${isValid ? 'span' : 'over'}"
      x="${from}%"
      y="${y}"
      width="${width}%"
      height="9"
      rx="2"
    />
    <line
      class="now"
      x1="${axis.place(now)}"
      x2="${axis.place(now)}"
      y1="${y - 4}"
      y2="${y + 13}"
    />`
}

const leastWidth = 0.4

function stateAt(now: number, start: number, end: number): string {
  if (now > end) return ', ended'
  return now < start ? ', not yet valid' : ''
}

function nameOf({ subjectCommonName, subject, dnsNames }: CertificateRecord): string {
  return subjectCommonName ?? dnsNames[0] ?? (subject === '' ? 'no name' : subject)
}

function describe(certificates: readonly CertificateRecord[], at: Date): string {
  const spans = certificates.map(
    (certificate) =>
      `${clip(nameOf(certificate), 48)} from ${formatDate(certificate.notBefore)} to ${formatDate(certificate.notAfter)}`,
  )
  return `Validity: ${spans.join('; ')}; scanned on ${at.toISOString().slice(0, 10)}`
}
