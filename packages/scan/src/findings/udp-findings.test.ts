import { type ServiceRecord } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { findings } from './index.ts'
import { judgeService } from './judge.ts'
import { udpFindings } from './udp-findings.ts'

function toService(facts: Partial<ServiceRecord>): ServiceRecord {
  return {
    address: '192.0.2.1',
    port: 4000,
    transport: 'udp',
    name: 'unknown',
    tunnel: 'none',
    cpe: [],
    software: [],
    method: 'probe',
    confidence: 100,
    detector: 'test',
    evidence: 'as seen',
    extra: {},
    exchanges: [],
    seenAt: '2026-01-01T00:00:00Z',
    ...facts,
  }
}

function ownFindings(facts: Partial<ServiceRecord>) {
  const own = new Set<string>(udpFindings.map(({ id }) => id))
  return judgeService(toService(facts)).filter(({ id }) => own.has(id))
}

const taken = { majorVersion: 1, isProposalTaken: true }

const cases: readonly (readonly [string, string, Readonly<Record<string, unknown>>, string])[] = [
  ['snmp-public', 'snmp', { community: 'public' }, 'as seen'],
  ['dns-open-resolver', 'domain', { recursion: 'answered' }, 'told an address of example.com'],
  ['dns-open-resolver', 'domain', { recursion: 'offered' }, 'recursion is available'],
  ['memcached-udp', 'memcached', {}, 'as seen'],
  ['ssdp-exposed', 'ssdp', {}, 'as seen'],
  ['mdns-exposed', 'mdns', {}, 'as seen'],
  ['netbios-names', 'netbios-ns', {}, 'as seen'],
  ['ipmi-rakp', 'asf-rmcp', { versions: ['1.5', '2.0'] }, 'as seen'],
  [
    'ipmi-anonymous',
    'asf-rmcp',
    { isAnonymousLoginAllowed: true, authenticationTypes: ['none', 'md5'] },
    'the anonymous user may log in, authentication "none" is offered',
  ],
  ['ldap-udp', 'ldap', {}, 'as seen'],
  ['tftp-open', 'tftp', {}, 'as seen'],
  ['chargen-udp', 'chargen', {}, 'as seen'],
  ['echo-udp', 'echo', {}, 'as seen'],
  ['coap-resources', 'coap', { resources: [{ path: '/' }] }, 'as seen'],
  ['ike-version-1', 'isakmp', { answers: [{ majorVersion: 2 }, taken] }, 'as seen'],
  ['openvpn-unprotected', 'openvpn', {}, 'as seen'],
  ['ntp-server', 'ntp', {}, 'as seen'],
]

describe('findings over UDP', () => {
  it.each(cases)('%s is told of %s with %j', (...told) => {
    const [id, name, extra, evidence] = told
    expect(ownFindings({ name, extra })).toMatchObject([{ id, evidence, transport: 'udp' }])
  })

  it.each(cases)('%s is not told by the port number alone', (_, name, extra) => {
    expect(ownFindings({ name, extra, method: 'port' })).toEqual([])
  })

  it.each([
    ['snmp', { versions: ['3'] }],
    ['domain', { recursion: 'refused', recursionAvailable: false }],
    ['domain', { recursion: 'off' }],
    ['asf-rmcp', { versions: ['1.5'], authenticationTypes: ['md5'] }],
    ['coap', { answer: '4.04', resources: [] }],
    ['isakmp', { answers: [{ majorVersion: 1, isProposalTaken: false }, null, 'x'] }],
    ['stun', { turn: { isOffered: true } }],
  ])('tells nothing of %s with %j', (name, extra) => {
    expect(ownFindings({ name, extra })).toEqual([])
  })

  it('tells of memcached over TCP nothing that is about UDP', () => {
    expect(ownFindings({ name: 'memcached', transport: 'tcp' })).toEqual([])
  })

  it('have ids of their own', () => {
    const ids = findings.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
