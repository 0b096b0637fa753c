import { type ServiceRecord } from '@windvane/model'
import { describe, expect, it } from 'vitest'

import { judgeService } from './judge.ts'
import { messagingFindings } from './messaging-findings.ts'

function idsOf(facts: Partial<ServiceRecord>): readonly string[] {
  const service: ServiceRecord = {
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
  return judgeService(service).map(({ id }) => id)
}

const open = { isAuthRequired: false, isAnonymousAllowed: true }
const locked = { isAuthRequired: true, isAnonymousAllowed: false }

const ofOpenOnly = [
  ['nats-anonymous', 'nats', []],
  ['socks-open', 'socks', []],
  ['tor-control-open', 'tor-control', ['tor-control-exposed']],
  ['varnish-cli-open', 'varnish-cli', ['varnish-cli-exposed']],
  ['mpd-open', 'mpd', []],
  ['rtsp-anonymous', 'rtsp', []],
  ['svn-anonymous', 'svn', []],
  ['xmpp-anonymous', 'xmpp-client', []],
] as const

const ofAny = [
  ['beanstalkd-open', 'beanstalkd'],
  ['clamd-open', 'clamd'],
  ['spamd-open', 'spamd'],
  ['smux-exposed', 'smux'],
  ['agentx-exposed', 'agentx'],
  ['finger-open', 'finger'],
  ['ident-open', 'ident'],
  ['chargen-open', 'chargen'],
  ['echo-open', 'echo'],
  ['small-service-open', 'daytime'],
  ['small-service-open', 'time'],
  ['small-service-open', 'qotd'],
  ['printer-open', 'printer'],
  ['hddtemp-open', 'hddtemp'],
] as const

describe('the messaging findings', () => {
  it.each(ofOpenOnly)('tell %s where anybody is let in, and only there', (id, name, otherwise) => {
    expect(idsOf({ name, ...open })).toEqual([id])
    expect(idsOf({ name, ...locked })).toEqual(otherwise)
    expect(idsOf({ name })).toEqual([])
  })

  it.each(ofAny)('tell %s where %s was seen, never from the port number alone', (id, name) => {
    expect(idsOf({ name })).toEqual([id])
    expect(idsOf({ name, method: 'port', confidence: 20 })).toEqual([])
  })

  it('tell zookeeper-open where its words are answered, not where they are refused', () => {
    const name = 'zookeeper'
    expect(idsOf({ name, extra: { answersFourLetterWords: true } })).toEqual(['zookeeper-open'])
    expect(idsOf({ name, extra: { answersFourLetterWords: false } })).toEqual([])
  })

  it('have an id each, and a case here', () => {
    const ids = messagingFindings.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const tested = [...ofOpenOnly, ...ofAny].map(([id]): string => id)
    const others = ['zookeeper-open', 'tor-control-exposed', 'varnish-cli-exposed']
    expect(new Set([...tested, ...others])).toEqual(new Set(ids))
  })
})
