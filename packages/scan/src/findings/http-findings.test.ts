import { type HttpRecord, type ServiceRecord } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { httpApplications } from '../detectors/http-applications/index.ts'
import { httpApplicationFindings } from './http-application-findings.ts'
import { findings } from './index.ts'
import { judgeHttp, judgeService } from './judge.ts'

const page: HttpRecord = {
  address: '192.0.2.1',
  port: 443,
  tunnel: 'tls',
  host: 'host.example',
  url: 'https://host.example/',
  status: 200,
  reason: 'OK',
  protocols: ['http/1.1'],
  redirects: [],
  headers: [],
  body: { sha256: '', mmh3: 0, sizeBytes: 0, isTruncated: false, preview: '' },
  technologies: [],
  securityHeaders: { 'strict-transport-security': 'max-age=31536000' },
  cookies: [],
  policyHosts: [],
  linkedDomains: [],
}

const plain = { tunnel: 'none', port: 80, url: 'http://host.example/' } as const

function cookie(name: string, flags: Partial<HttpRecord['cookies'][number]> = {}) {
  return { cookies: [{ name, isSecure: true, isHttpOnly: true, ...flags }] }
}

function redirectTo(to: string) {
  return { redirects: [{ status: 301, from: 'https://host.example/', to, isFollowed: false }] }
}

describe('findings of web servers', () => {
  it('has nothing to say of a server that does it right', () => {
    expect(judgeHttp({ ...page, ...cookie('sid', { sameSite: 'Lax' }) })).toEqual([])
  })

  it.each<[string, string, Partial<HttpRecord>]>([
    ['hsts-missing', 'low', { securityHeaders: { 'strict-transport-security': null } }],
    ['hsts-missing', 'low', { securityHeaders: { 'strict-transport-security': 'max-age=0' } }],
    ['cookie-not-secure', 'low', cookie('any', { isSecure: false })],
    ['cookie-not-http-only', 'low', cookie('PHPSESSID', { isHttpOnly: false })],
    ['login-over-http', 'medium', { ...plain, hasPasswordField: true }],
    ['login-over-http', 'medium', { ...plain, headers: [['WWW-Authenticate', 'Basic realm="x"']] }],
    ['https-to-http', 'medium', redirectTo('http://host.example/')],
    ['directory-listing', 'medium', { title: 'Index of /' }],
    ['directory-listing', 'medium', { title: 'Directory listing for /' }],
    ['debug-mode', 'medium', { title: 'DisallowedHost at /' }],
    ['debug-mode', 'medium', { headers: [['X-Debug-Token-Link', '/_profiler/1']] }],
    ['http-status-page', 'low', { title: 'Apache Status' }],
    ['http-trace', 'low', { methods: ['GET', 'TRACE'] }],
    ['webdav', 'low', { dav: '1,2' }],
    ['webdav', 'low', { methods: ['GET', 'PROPFIND'] }],
    ['default-page', 'info', { title: 'Welcome to nginx!' }],
    ['default-page', 'info', { title: 'Apache2 Debian Default Page: It works' }],
    [
      'security-txt-expired',
      'info',
      { securityTxt: { contacts: ['a'], expires: '2020-01-01T00:00:00Z', isExpired: true } },
    ],
  ])('tells %s (%s) of %j', (id, severity, members) => {
    const told = judgeHttp({ ...page, ...members })
    expect(told.map((finding) => [finding.id, finding.severity])).toEqual([[id, severity]])
    expect(told[0]?.evidence).not.toBe('')
  })

  it.each<[string, Partial<HttpRecord>]>([
    [
      'HSTS by address',
      { host: '192.0.2.1', securityHeaders: { 'strict-transport-security': null } },
    ],
    ['HSTS over plain HTTP', { ...plain, securityHeaders: { 'strict-transport-security': null } }],
    ['a cookie over plain HTTP', { ...plain, ...cookie('x', { isSecure: false }) }],
    ['a token against forged requests', cookie('XSRF-TOKEN', { isHttpOnly: false })],
    ['a login in TLS', { hasPasswordField: true }],
    ['a redirect to HTTPS', redirectTo('https://www.host.example/')],
    ['a listing that was refused', { status: 403, title: 'Index of /' }],
    ['a page about indices', { title: 'Index of economic freedom' }],
    ['a valid security.txt', { securityTxt: { contacts: ['a'], isExpired: false } }],
  ])('tells nothing of %s', (_, members) => {
    expect(judgeHttp({ ...page, ...members })).toEqual([])
  })
})

const service: ServiceRecord = {
  address: '192.0.2.1',
  port: 9200,
  transport: 'tcp',
  name: 'http',
  tunnel: 'none',
  cpe: [],
  software: [],
  method: 'probe',
  confidence: 100,
  detector: 'http',
  evidence: 'status line "HTTP/1.1 200"; it answers',
  extra: {},
  exchanges: [],
  seenAt: '2026-11-25T00:00:00Z',
}

function application(id: string, members: Partial<ServiceRecord> = {}): ServiceRecord {
  return { ...service, ...members, extra: { applications: [{ id }] } }
}

describe('findings of products', () => {
  it.each([
    ['elasticsearch', 'elasticsearch-anonymous', 'critical'],
    ['opensearch', 'elasticsearch-anonymous', 'critical'],
    ['couchdb', 'couchdb-anonymous', 'critical'],
    ['docker', 'docker-anonymous', 'critical'],
    ['kubernetes', 'kubernetes-anonymous', 'critical'],
    ['influxdb', 'influxdb-anonymous', 'critical'],
    ['consul', 'consul-anonymous', 'high'],
    ['jenkins', 'jenkins-anonymous', 'high'],
    ['prometheus', 'prometheus-anonymous', 'medium'],
    ['grafana', 'grafana-anonymous', 'medium'],
    ['node-exporter', 'metrics-open', 'low'],
  ])('tells of %s that lets anybody in, and of no other', (id, finding, severity) => {
    const told = judgeService(application(id, { isAnonymousAllowed: true }))
    expect(told).toMatchObject([{ id: finding, severity, port: 9200, transport: 'tcp' }])
    expect(judgeService(application(id, { isAuthRequired: true }))).toEqual([])
    expect(judgeService(application(id))).toEqual([])
  })

  it('tells of etcd that answers at all', () => {
    expect(judgeService(application('etcd'))).toMatchObject([{ id: 'etcd-open', severity: 'high' }])
  })

  it.each([
    [{ status: 400 }, {}, ['http-proxy-open']],
    [{ status: 407 }, { isAuthRequired: true }, []],
    [{ status: 403 }, {}, []],
  ])('judges a proxy by %j', (extra, members, expected) => {
    const proxy = { ...service, name: 'http-proxy', ...members, extra }
    expect(judgeService(proxy).map(({ id }) => id)).toEqual(expected)
  })

  it('reads records of any origin', () => {
    const odd = [undefined, null, 'x', [null, 1, {}, { id: 1 }], {}]
    for (const applications of odd) {
      expect(
        judgeService({ ...service, isAnonymousAllowed: true, extra: { applications } }),
      ).toEqual([])
    }
  })

  it('name each finding once, and only products that there are', () => {
    const ids = findings.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const known = httpApplications.map(({ id }) => id)
    expect(httpApplicationFindings.every(({ ofService }) => ofService !== undefined)).toBe(true)
    const told = known.flatMap((id) => judgeService(application(id, { isAnonymousAllowed: true })))
    expect(new Set(told.map(({ id }) => id)).size).toBe(httpApplicationFindings.length)
  })
})
