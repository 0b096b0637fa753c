import { type ScanReport } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { fullReport } from '../../test/full-report.ts'
import { compareReports } from './compare-reports.ts'
import { type NmapPort, type NmapScan } from './parse-nmap-xml.ts'

const isStrict = false

function nmapOf(ports: readonly NmapPort[]): NmapScan {
  return {
    version: '7.93',
    startedAt: '',
    findPorts: (address) => (address === '192.0.2.10' ? ports : undefined),
  }
}

function port(number: number, state: string, more: Partial<NmapPort> = {}): NmapPort {
  return { port: number, transport: 'tcp', state, ...more }
}

describe('compareReports()', () => {
  it('counts ports that agree, that differ, and that only one scanned', () => {
    const { ports, isSame, hosts } = compareReports(
      fullReport,
      nmapOf([
        port(22, 'open'),
        port(80, 'closed'),
        port(1, 'closed'),
        port(64_000, 'closed'),
        port(53, 'open', { transport: 'udp' }),
      ]),
      { isStrict },
    )
    expect(ports).toMatchObject({ same: 3, different: 1, onlyThere: 1 })
    expect(isSame).toBe(false)
    expect(hosts).toEqual({ inBoth: ['192.0.2.10'], onlyHere: ['2001:db8::10'] })
  })

  it('tells each port that is open on a side, with what both say', () => {
    const service = { name: 'ssh', product: 'OpenSSH', version: '9.2p1 Debian 2', cpe: [] }
    const { rows } = compareReports(fullReport, nmapOf([port(22, 'open', { service })]), {
      isStrict,
    })
    expect(rows.find((row) => row.port === 22)).toMatchObject({
      state: 'same',
      name: 'same',
      product: 'same',
      version: 'same',
      here: { state: 'open', name: 'ssh', version: '9.2p1' },
      there: { state: 'open', name: 'ssh', version: '9.2p1 Debian 2' },
    })
    expect(rows.every(({ here, there }) => [here?.state, there?.state].includes('open'))).toBe(true)
  })

  it.each([
    ['open|filtered', 67, 'udp', 'open', true],
    ['open|filtered', 67, 'udp', 'closed', false],
    ['closed', 1, 'tcp', 'unfiltered', true],
    ['closed', 1, 'tcp', 'filtered', false],
    ['filtered', 8080, 'tcp', 'open|filtered', true],
  ] as const)(
    '%s here (%i/%s) and %s there: same is %s',
    (...[, number, transport, state, same]) => {
      const nmap = nmapOf([port(number, state, { transport })])
      expect(compareReports(fullReport, nmap, { isStrict }).isSame).toBe(same)
    },
  )

  it('lets services count only when it is strict, and more known here never', () => {
    const service = { name: 'ftp', cpe: [] }
    const other = nmapOf([port(22, 'open', { service })])
    expect(compareReports(fullReport, other, { isStrict: false }).isSame).toBe(true)
    expect(compareReports(fullReport, other, { isStrict: true }).isSame).toBe(false)
    const unnamed = nmapOf([port(22, 'open')])
    expect(compareReports(fullReport, unnamed, { isStrict: true }).isSame).toBe(true)
    const newToUs = nmapOf([
      port(80, 'open', { service: { name: 'http', product: 'nginx', cpe: [] } }),
    ])
    const nameless: ScanReport = { ...fullReport, services: [] }
    expect(compareReports(nameless, newToUs, { isStrict: true }).isSame).toBe(false)
  })

  it('is not the same when no host is in both', () => {
    const nmap = { ...nmapOf([]), findPorts: () => undefined }
    expect(compareReports(fullReport, nmap, { isStrict })).toMatchObject({
      isSame: false,
      hosts: { inBoth: [], onlyHere: ['192.0.2.10', '2001:db8::10'] },
    })
  })
})
