import { type ServiceRecord } from '@windvane/model'
import { describe, expect, it } from 'vitest'

import { infrastructureFindings } from './infrastructure-findings.ts'
import { judgeService } from './judge.ts'

function toService(facts: Partial<ServiceRecord>): ServiceRecord {
  return {
    address: '192.0.2.1',
    port: 4000,
    transport: 'tcp',
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

function idsOf(facts: Partial<ServiceRecord>): readonly string[] {
  return judgeService(toService(facts)).map(({ id }) => id)
}

const open = { isAuthRequired: false, isAnonymousAllowed: true }
const locked = { isAuthRequired: true, isAnonymousAllowed: false }

describe('the infrastructure findings', () => {
  it.each([
    ['x11-open', 'x11'],
    ['adb-open', 'adb'],
    ['cassandra-anonymous', 'cassandra'],
    ['kafka-anonymous', 'kafka'],
    ['ajp-exposed', 'ajp13'],
    ['rmi-registry-open', 'java-rmi'],
    ['iscsi-no-login', 'iscsi'],
    ['afp-guest', 'afp'],
  ])('tell %s where no login is asked for, and only there', (id, name) => {
    expect(idsOf({ name, ...open })).toEqual([id])
    expect(idsOf({ name, ...locked })).toEqual([])
    expect(idsOf({ name })).toEqual([])
  })

  it.each([
    ['jdwp-exposed', 'jdwp'],
    ['smart-install-client', 'smart-install'],
    ['gearman-open', 'gearman'],
    ['nfs-exposed', 'nfs'],
    ['nrpe-open', 'nrpe'],
    ['pptp-offered', 'pptp'],
    ['rpcbind-exposed', 'rpcbind'],
    ['zabbix-agent-open', 'zabbix-agent'],
    ['check-mk-agent-open', 'check-mk-agent'],
    ['msrpc-exposed', 'msrpc'],
  ])('tell %s wherever it is met, but never from the port number alone', (id, name) => {
    expect(idsOf({ name })).toEqual([id])
    expect(idsOf({ name, method: 'port', confidence: 20 })).toEqual([])
  })

  it('name the directories that everybody may mount', () => {
    const extra = { openExports: ['/srv/a', '/srv/b'] }
    const found = judgeService(toService({ name: 'mountd', isAnonymousAllowed: true, extra }))
    expect(found).toMatchObject([
      { id: 'nfs-export-open', severity: 'high', evidence: '/srv/a, /srv/b', port: 4000 },
    ])
    expect(idsOf({ name: 'mountd', extra: { openExports: [] } })).toEqual([])
  })

  it('part a BGP speaker that opens from one that refuses', () => {
    expect(idsOf({ name: 'bgp', extra: { message: 'OPEN' } })).toEqual(['bgp-open-session'])
    expect(idsOf({ name: 'bgp', extra: { message: 'NOTIFICATION' } })).toEqual([])
  })

  it('tell of SQL Server without encryption', () => {
    const name = 'ms-sql-s'
    expect(idsOf({ name, extra: { encryption: 'not-supported' } })).toEqual(['mssql-unencrypted'])
    expect(idsOf({ name, extra: { encryption: 'required' } })).toEqual([])
  })

  it('name each finding once', () => {
    const ids = infrastructureFindings.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
