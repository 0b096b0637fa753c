import { type ScanReport } from '@windvane/model'

/**
 * The report as the text that is stored: in its own words as long as it fits, then without what
 * takes most room and can be missed first.
 */
export function storeReport(report: ScanReport, maxLength = maxReportLength): string {
  for (const shorten of shortenings) {
    const text = toJson(shorten(report))
    if (text.length <= maxLength) return text
  }
  throw new Error('Cannot store the report: it is too large')
}

/** About what a target may send at most (reliability.md P33). */
const maxReportLength = 16 * 1024 * 1024

const shortenings: readonly ((report: ScanReport) => ScanReport)[] = [
  (report) => report,
  (report) => explain({ ...report, services: report.services.map(withoutBytes) }, 'exchanges'),
  (report) =>
    explain(
      { ...report, services: [], tls: [], tlsEndpoints: [], http: [], findings: [] },
      'services, TLS, HTTP and findings',
    ),
]

function withoutBytes(service: ScanReport['services'][number]): ScanReport['services'][number] {
  const { bannerRaw: _bannerRaw, ...rest } = service
  return { ...rest, exchanges: [] }
}

function explain(report: ScanReport, what: string): ScanReport {
  const message = `The report is too large to be kept whole: ${what} are left out`
  return { ...report, failures: [...report.failures, { stage: 'services', message }] }
}

/** PostgreSQL stores neither NUL nor lone surrogates in jsonb, and hosts send both. */
function toJson(report: ScanReport): string {
  const text = JSON.stringify(report)
  if (!unstorable.test(text)) return text
  return JSON.stringify(report, (_key, value: unknown) => {
    if (typeof value === 'string') return storable(value)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), inner]))
  })
}

/** How JSON.stringify writes them (ECMA-262 QuoteJSONString); a few other texts look the same. */
const unstorable = /\\u(?:0000|d[89a-f])/

function storable(text: string): string {
  return text.replaceAll('\0', '\u{FFFD}').toWellFormed()
}
