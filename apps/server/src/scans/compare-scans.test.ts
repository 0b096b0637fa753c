import { describe, expect, it } from 'vitest'
import { compareScans } from './compare-scans.ts'
import { type EarlierScan } from './earlier-scan.ts'
import {
  makeCertificate,
  makePort,
  makeReport,
  makeService,
  makeTlsEndpoint,
} from './test-report.ts'

const at = { address: '203.0.113.1', transport: 'tcp' } as const
const group = { ...at, reason: 'conn-refused', tries: 1, count: 1 } as const

function earlier(members: Partial<EarlierScan> = {}): EarlierScan {
  const finishedAt = new Date('2026-01-01T00:00:00Z')
  return { id: 'a', finishedAt, ports: [], portGroups: [], services: [], leaves: [], ...members }
}

describe('compareScans()', () => {
  it('tells of ports that both scans tried, and of no other', () => {
    const before = earlier({
      ports: [22, 25, 80].map((port) => ({ ...at, port, state: 'open' as const })),
      portGroups: [{ ...group, state: 'closed', ports: '443' }],
    })
    const after = makeReport({
      ports: [22, 443, 8080].map((port) => makePort({ port })),
      portGroups: [{ ...group, state: 'filtered', ports: '25' }],
    })
    expect(compareScans(before, after)).toEqual({
      since: { id: 'a', finishedAt: '2026-01-01T00:00:00.000Z' },
      // 8080 was not tried before, 80 was not tried now.
      opened: [{ ...at, port: 443 }],
      closed: [{ ...at, port: 25, state: 'filtered' }],
      services: [],
      certificates: [],
    })
  })

  it('takes a UDP port that is silent now for neither open nor closed', () => {
    const udp = { ...at, transport: 'udp', port: 53 } as const
    const silent = { ...group, transport: 'udp', state: 'open|filtered', ports: '53' } as const
    const open = earlier({ ports: [{ ...udp, state: 'open' }] })
    expect(compareScans(open, makeReport({ portGroups: [silent] })).closed).toEqual([])
    const was = earlier({ portGroups: [silent] })
    expect(compareScans(was, makeReport({ ports: [makePort(udp)] })).opened).toEqual([])
  })

  it('takes for no change of a service what was only not learned again', () => {
    const known = { ...at, port: 22, name: 'ssh', product: 'OpenSSH', version: '9.2p1' }
    const changesTo = (members: Parameters<typeof makeService>[0]) =>
      compareScans(
        earlier({ services: [known] }),
        makeReport({ services: [makeService(members)] }),
      ).services.map(({ after }) => after)
    expect(changesTo({ product: 'OpenSSH' })).toEqual([])
    expect(changesTo({})).toEqual([])
    expect(changesTo({ name: 'http', method: 'port' })).toEqual([])
    expect(changesTo({ port: 23 })).toEqual([])
    expect(changesTo({ product: 'OpenSSH', version: '9.3p1' })).toEqual([
      { name: 'ssh', product: 'OpenSSH', version: '9.3p1' },
    ])
    expect(changesTo({ product: 'Dropbear' })).toEqual([{ name: 'ssh', product: 'Dropbear' }])
    expect(changesTo({ name: 'telnet' })).toEqual([{ name: 'telnet' }])
  })

  it('tells of a leaf that was not served before, wherever it was seen', () => {
    const old = 'ab'.repeat(32)
    const fresh = makeCertificate({ sha256: '12'.repeat(32) })
    const before = earlier({ leaves: [{ address: at.address, port: 443, sha256: old }] })
    const serving = (certificate: typeof fresh, port = 443) =>
      makeReport({
        tlsEndpoints: [
          makeTlsEndpoint({
            port,
            chains: { default: { certificates: [certificate], problems: [] } },
          }),
        ],
      })
    expect(compareScans(before, serving(fresh)).certificates).toEqual([
      { ...at, port: 443, before: [old], after: [fresh.sha256] },
    ])
    expect(compareScans(before, serving(makeCertificate({ sha256: old }))).certificates).toEqual([])
    expect(compareScans(before, serving(fresh, 8443)).certificates).toEqual([])
  })

  it('caps each list', () => {
    const ports = Array.from({ length: 3_000 }, (_, index) => makePort({ port: index + 1 }))
    const before = earlier({ portGroups: [{ ...group, state: 'closed', ports: '1-65535' }] })
    expect(compareScans(before, makeReport({ ports })).opened).toHaveLength(1_000)
  })
})
