import { type ScanReport, type TlsRecord } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { reportToEntities } from './report-to-entities.ts'
import {
  makeCertificate,
  makePort,
  makeReport,
  makeService,
  makeTlsEndpoint,
} from './test-report.ts'

const sha256 = 'ab'.repeat(32)

describe('reportToEntities()', () => {
  it('takes of a host that accepts on every port only those that speak', () => {
    const hosts = [
      {
        address: '203.0.113.1',
        family: 4,
        state: 'up',
        names: [],
        isAllOpen: true,
        isTarpit: false,
      } as const,
    ]
    const ports = [makePort(), makePort({ port: 81 }), makePort({ port: 82 })]
    const silent = makeService({ port: 81, method: 'port', name: 'http' })
    const report = makeReport({ ports, hosts, services: [ssh, silent] })
    const found = Object.keys(entitiesOf(report)).filter((key) => key.startsWith('port '))
    expect(found).toEqual(['port 22/tcp'])
  })

  it('makes the entities of a host with ssh and https', () => {
    expect(entitiesOf(host)).toEqual({
      'ip 203.0.113.1': {},
      'port 22/tcp': {},
      'port 443/tcp': {},
      'service 203.0.113.1:22/tcp': {
        port: '22/tcp',
        process: 'openssh',
        text: 'ssh',
        cpe: 'cpe:2.3:a:openbsd:openssh:9.2p1:*:*:*:*:*:*:*',
        os: 'debian 12',
        'ssh-banner': 'SSH-2.0-OpenSSH_9.2p1',
      },
      'service 203.0.113.1:443/tcp': {
        port: '443/tcp',
        process: 'nginx',
        text: 'https',
        'certificate-fingerprint': sha256,
      },
      'banner SSH-2.0-OpenSSH_9.2p1': {},
      'ssh-banner SSH-2.0-OpenSSH_9.2p1': {},
      'cpe cpe:2.3:a:openbsd:openssh:9.2p1:*:*:*:*:*:*:*': {},
      'os debian 12': {},
      'banner HTTP/1.1 200 OK': {},
      [`certificate-fingerprint ${sha256}`]: {
        issuer: 'cn=test ca',
        'date-of-issue': '2026-01-01',
        'expiration-date': '2027-01-01',
        domain: 'example.com',
        text: 'cn=example.com',
        value: '0a1b',
      },
      'domain example.com': {},
      'hostname www.example.com': {},
    })
  })

  it('links them as the contract lists', () => {
    const service = '203.0.113.1:443/tcp'
    const links = linksOf(host)
    expect(links).toContain('ip 203.0.113.1 > port 443/tcp aggregation')
    expect(links).toContain(`ip 203.0.113.1 > service ${service} aggregation`)
    expect(links).toContain(`port 443/tcp > service ${service} association`)
    expect(links).toContain(`ip 203.0.113.1 > certificate-fingerprint ${sha256} association`)
    expect(links).toContain(`service ${service} > certificate-fingerprint ${sha256} association`)
    expect(links).toContain(`service ${service} > banner HTTP/1.1 200 OK association`)
    expect(links).toContain(`certificate-fingerprint ${sha256} > domain example.com association`)
    expect(links).toContain('service 203.0.113.1:22/tcp > os debian 12 association')
    expect(new Set(links).size).toBe(links.length)
  })

  it('marks everything as of a scan', () => {
    for (const { tags } of reportToEntities(host).entities) expect(tags).toEqual(['scan'])
  })

  it('keeps the target of a host without open ports', () => {
    const closed = { ...host, ports: [], services: [], tls: [] }
    expect(Object.keys(entitiesOf(closed))).toEqual(['ip 203.0.113.1'])
    expect(linksOf(closed)).toEqual([])
  })

  it('links a name with the addresses that were scanned', () => {
    const addresses = [
      { address: '203.0.113.1', family: 4 },
      { address: '10.0.0.1', family: 4, skipped: 'private use (RFC 1918)' },
    ] as const
    const report = { ...host, target: 'a.example.com', addresses, services: [], tls: [] }
    expect(linksOf(report)).toContain('hostname a.example.com > ip 203.0.113.1 association')
    expect(linksOf(report).join()).not.toContain('10.0.0.1')
    expect(Object.keys(entitiesOf({ ...report, target: 'example.com' }))).toContain(
      'domain example.com',
    )
  })

  it('brackets an IPv6 address in the value of its services', () => {
    const report = { ...host, target: '2001:db8::1' }
    expect(Object.keys(entitiesOf(report))).toContain('service [2001:db8::1]:22/tcp')
  })

  it('makes no service of a guess from the port number', () => {
    const guess = { ...ssh, method: 'port' as const, confidence: 20 }
    expect(Object.keys(entitiesOf({ ...host, services: [guess], tls: [] }))).toEqual([
      'ip 203.0.113.1',
      'port 22/tcp',
      'port 443/tcp',
    ])
  })

  it('K11: leaves out what is no valid value, and takes a planted hash for text', () => {
    const planted = {
      ...certificate,
      subjectCommonName: 'not a name',
      dnsNames: ['*.example.net', 'localhost', '<script>', '10.0.0.1', 'x'.repeat(300)],
      notBefore: 'never',
    }
    const banner = '{"type":"md5","attributes":{"md5":"d41d8cd98f00b204e9800998ecf8427e"}}'
    const report = {
      ...host,
      services: [{ ...https, banner }],
      tls: [{ ...tls, chain: [planted] }],
    }
    const entities = entitiesOf(report)
    expect(entities[`certificate-fingerprint ${sha256}`]).not.toHaveProperty('domain')
    expect(entities[`certificate-fingerprint ${sha256}`]).not.toHaveProperty('date-of-issue')
    expect(Object.keys(entities).filter((key) => key.startsWith('domain'))).toEqual([
      'domain example.net',
    ])
    expect(Object.keys(entities).some((key) => key.startsWith('md5'))).toBe(false)
  })

  it('adds what more is known: JARM, host keys, all software, the chains of endpoints', () => {
    const cpe = 'cpe:2.3:a:f5:nginx:1.22.1:*:*:*:*:*:*:*'
    const osCpe = 'cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*'
    const software = [
      { part: 'application', product: 'nginx', cpe, field: 'http.server', text: 'nginx' },
      { part: 'os', product: 'Debian 12', cpe: osCpe, field: 'http.server', text: 'Debian' },
    ] as const
    const keys = ['SHA256:uNiVztksCsDhcc0u9e8BujQXVUpKZIDTMczCvj3tD2s', 7]
    const jarm = '27d40d40d29d40d1dc42d43d00041d4689ee210389f4f6b4b5b1b93f92252d'
    const other = makeCertificate({ sha256: '12'.repeat(32), isSelfSigned: true })
    const authority = makeCertificate({ sha256: '34'.repeat(32), isCa: true })
    const chains = { named: { certificates: [other, authority], problems: [] } }
    const report = {
      ...host,
      services: [
        { ...https, software },
        { ...ssh, extra: { hostKeyFingerprints: keys } },
      ],
      tlsEndpoints: [makeTlsEndpoint({ port: 443, jarm, chains })],
    }
    const service = 'service 203.0.113.1:443/tcp'
    const links = linksOf(report)
    expect(entitiesOf(report)[service]).toMatchObject({ 'jarm-fingerprint': jarm })
    for (const related of [
      `jarm-fingerprint ${jarm}`,
      `cpe ${cpe}`,
      `cpe ${osCpe}`,
      `certificate-fingerprint ${other.sha256}`,
    ]) {
      expect(links).toContain(`${service} > ${related} association`)
    }
    expect(links).toContain(`ip 203.0.113.1 > certificate-fingerprint ${other.sha256} association`)
    expect(links).toContain(
      `service 203.0.113.1:22/tcp > ssh-fingerprint ${String(keys[0])} association`,
    )
    expect(links.filter((link) => link.includes('ssh-fingerprint'))).toHaveLength(1)
    // A certificate authority serves half the Internet: it joins what has nothing in common.
    expect(links.join()).not.toContain(authority.sha256)
  })

  it('takes a JARM of zeros for none', () => {
    const endpoint = makeTlsEndpoint({ port: 443, jarm: '0'.repeat(62) })
    const report = { ...host, tlsEndpoints: [endpoint] }
    expect(Object.keys(entitiesOf(report)).join()).not.toContain('jarm')
  })

  it('links an address with the names that lead back to it, and with its system', () => {
    const hosts: ScanReport['hosts'] = [
      {
        address: '203.0.113.1',
        family: 4,
        state: 'up',
        names: [
          { name: 'ptr.example.com', source: 'ptr', isConfirmed: true },
          { name: 'forged.example.com', source: 'ptr', isConfirmed: false },
          { name: 'planted.example.com', source: 'redirect' },
        ],
        os: { name: 'Debian 12', confidence: 75, evidence: [] },
        isAllOpen: false,
        isTarpit: false,
      },
    ]
    const links = linksOf({ ...host, hosts })
    expect(links).toContain('ip 203.0.113.1 > hostname ptr.example.com association')
    expect(links).toContain('ip 203.0.113.1 > os debian 12 association')
    expect(links.join()).not.toMatch(/forged|planted/)
  })

  it('makes the entities of UDP ports and services', () => {
    const udp = { port: 53, transport: 'udp' } as const
    const report = {
      ...host,
      ports: [makePort(udp), makePort({ port: 123, transport: 'udp', state: 'open|filtered' })],
      services: [makeService({ ...udp, name: 'domain' })],
      tls: [],
    }
    expect(Object.keys(entitiesOf(report))).toEqual([
      'ip 203.0.113.1',
      'port 53/udp',
      'service 203.0.113.1:53/udp',
    ])
  })

  it('K11: makes nothing of findings', () => {
    const finding = {
      id: 'redis-open',
      title: 'Redis without a password',
      severity: 'high',
      address: '203.0.113.1',
      evidence: 'd41d8cd98f00b204e9800998ecf8427e',
      description: '',
    } as const
    expect(reportToEntities({ ...host, findings: [finding] })).toEqual(reportToEntities(host))
  })

  it('follows no more than 100 names of a certificate', () => {
    const dnsNames = Array.from({ length: 500 }, (_, index) => `host${index}.example.com`)
    const report = { ...host, tls: [{ ...tls, chain: [{ ...certificate, dnsNames }] }] }
    const names = Object.keys(entitiesOf(report)).filter((key) => key.startsWith('hostname'))
    expect(names).toHaveLength(100)
  })
})

const ssh = makeService({
  product: 'OpenSSH',
  version: '9.2p1',
  cpe: ['cpe:2.3:a:openbsd:openssh:9.2p1:*:*:*:*:*:*:*'],
  os: 'Debian 12',
  banner: 'SSH-2.0-OpenSSH_9.2p1',
})

const https = makeService({
  port: 443,
  name: 'http',
  tunnel: 'tls',
  product: 'nginx',
  banner: 'HTTP/1.1 200 OK\nDate: Sun, 22 Nov 2026 16:02:01 GMT',
  method: 'tls',
  detector: 'http',
  evidence: 'status line',
})

const certificate = makeCertificate({
  sha256,
  subjectCommonName: 'example.com',
  dnsNames: ['example.com', 'www.example.com'],
})

const tls: TlsRecord = {
  address: '203.0.113.1',
  port: 443,
  tunnel: 'tls',
  serverName: null,
  version: 'TLSv1.3',
  cipher: 'TLS_AES_128_GCM_SHA256',
  chain: [certificate],
  isTrusted: false,
}

const host = makeReport({
  ports: [makePort(), makePort({ port: 443 }), makePort({ port: 80, state: 'filtered' })],
  services: [ssh, https],
  tls: [tls, { ...tls, serverName: 'example.com' }],
})

function entitiesOf(report: ScanReport): Record<string, Record<string, unknown>> {
  const { entities } = reportToEntities(report)
  return Object.fromEntries(
    entities.map(({ type, attributes }) => {
      const { [type]: value, ...others } = attributes
      return [`${type} ${value}`, others]
    }),
  )
}

function linksOf(report: ScanReport): readonly string[] {
  return reportToEntities(report).links.map(
    ({ from, to, mode }) => `${from.type} ${from.value} > ${to.type} ${to.value} ${mode}`,
  )
}
