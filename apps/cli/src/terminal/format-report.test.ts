import picocolors from 'picocolors'
import { describe, expect, it } from 'vitest'
import { fullReport } from '../../test/full-report.ts'
import { withHostileText } from '../../test/hostile-report.ts'
import { formatReport, type ReportFormat } from './format-report.ts'
import { textWidth } from './text-width.ts'

const format: ReportFormat = {
  width: Number.POSITIVE_INFINITY,
  colours: picocolors.createColors(false),
  hasAllStates: false,
}

describe('formatReport()', () => {
  const text = formatReport(fullReport, format)

  it('tells ports, findings by severity with evidence, certificates, hosts and the end', () => {
    expect(text).toMatch(/^ADDRESS +PORT +STATE +SERVICE +PRODUCT +TLS +FINDINGS$/m)
    expect(text).toMatch(/^192\.0\.2\.10 +22\/tcp +open +ssh +OpenSSH 9\.2p1 \(Debian 12\)$/m)
    expect(text).toMatch(/443\/tcp +open +tls\/http +nginx 1\.22\.1 +B wrong order +medium \+1$/m)
    expect(text).toMatch(/^2001:db8::10 +443\/tcp +open +https\?$/m)
    expect(text).toMatch(
      / {2}critical {2}Redis answers without a password\n +192\.0\.2\.10 6379\/tcp: INFO/,
    )
    expect(text.indexOf('critical  Redis')).toBeLessThan(text.indexOf('low       The page'))
    expect(text).toContain(
      'mail.host.example, issued by Example Issuing CA: ended on 2026-01-01; not for this name; not trusted: CERT_HAS_EXPIRED',
    )
    expect(text).toContain('Debian Linux 12 (90 %: 22/tcp ssh: OpenSSH_9.2p1 Debian-2+deb12u10)')
    expect(text).toContain('ptr.host.example (PTR, confirmed)')
    expect(text).toContain('10.0.0.9 was skipped: private (RFC 1918)')
    expect(text).toContain(
      'www.host.example: 7 open, 12 open|filtered, 1 filtered, 989 closed of 2,000 in 17 s; cut short: the time was up (87 % of the ports judged)',
    )
  })

  it('tells ports that are not open when they are asked for', () => {
    expect(text).not.toContain('admin-prohibited')
    const all = formatReport(fullReport, { ...format, hasAllStates: true })
    expect(all).toMatch(/8080\/tcp +filtered \(admin-prohibited\)/)
    expect(all).toContain('192.0.2.10 989 closed/tcp (conn-refused): 1-21,23-24')
  })

  it('keeps the table to the width of the terminal', () => {
    const narrow = formatReport(fullReport, { ...format, width: 50 }).split('\n')
    const table = narrow.slice(0, narrow.indexOf(''))
    for (const line of table) expect(textWidth(line)).toBeLessThanOrEqual(50)
  })

  it('lets no control character of a hostile target out', () => {
    const hostile = formatReport(withHostileText(fullReport), { ...format, hasAllStates: true })
    expect(hostile.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
    expect(Math.max(...hostile.split('\n').map((line) => line.length))).toBeLessThan(10_200)
  })

  it('tells a page with no product behind it by its title', () => {
    const services = fullReport.services.map(({ product: _product, ...service }) => service)
    expect(formatReport({ ...fullReport, services }, format)).toMatch(
      /443\/tcp +open +tls\/http +"Welcome to the host" /,
    )
  })

  it('has a word for a scan that found nothing', () => {
    const nothing = formatReport(
      {
        ...fullReport,
        ports: [],
        services: [],
        tls: [],
        tlsEndpoints: [],
        findings: [],
        hosts: [],
      },
      format,
    )
    expect(nothing).toMatch(/^No open port found\.\n/)
  })
})
