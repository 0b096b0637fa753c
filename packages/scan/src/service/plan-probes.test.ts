import { describe, expect, it } from 'vitest'

import { detectors } from '../detectors/index.ts'
import { type Probe, planProbes } from './plan-probes.ts'

function namesOf(probes: readonly Probe[] = []): readonly string[] {
  return probes.map((probe) => (probe.kind === 'detector' ? probe.detector.id : probe.kind))
}

function plan(port: number, tunnel: 'none' | 'tls' = 'none'): readonly (readonly string[])[] {
  return planProbes(detectors, { port, tunnel }).map(({ probes }) => namesOf(probes))
}

describe('planProbes()', () => {
  it('asks an unknown port in TLS and HTTP at once', () => {
    expect(plan(40_000)[0]).toEqual(['listen', 'tls', 'http'])
  })

  it('only listens first where the server is known to speak first', () => {
    expect(plan(22).slice(0, 2)).toEqual([['listen'], ['tls', 'http']])
  })

  it('starts with what the port suggests', () => {
    expect(plan(5432)[0]).toEqual(['listen', 'postgresql'])
    expect(plan(80)[0]).toEqual(['listen', 'http'])
    expect(plan(443)[0]).toEqual(['listen', 'tls'])
  })

  it('tries the rest in the order of prevalence, and everything once', () => {
    const [first = [], second = [], rest = []] = plan(40_000)
    const asking = detectors.filter(
      ({ transport, matchBanner, isAlsoAsked, prevalence }) =>
        transport === 'tcp' && (!matchBanner || isAlsoAsked) && prevalence > 0,
    )
    expect(first.length + second.length + rest.length).toBe(asking.length + 2)
    expect(rest[0]).toBe('redis')
  })

  it('tries first what a moved port looks like', () => {
    expect(plan(11_883)[2]?.[0]).toBe('mqtt')
    expect(plan(10_053)[2]?.[0]).toBe('dns')
    expect(plan(20_636, 'tls')[2]?.[0]).toBe('ldap')
  })

  it('keeps what has no prevalence to its own ports', () => {
    expect(plan(515)[0]).toEqual(['listen', 'lpd'])
    expect(plan(4786)[0]).toEqual(['listen', 'smart-install'])
    expect([...plan(40_000).flat(), ...plan(14_786).flat()]).not.toContain('smart-install')
  })

  it('asks a server that takes one connection before anything else connects', () => {
    expect(plan(5005).slice(0, 2)).toEqual([['jdwp'], ['listen', 'tls', 'http']])
    expect(plan(8000).slice(0, 2)).toEqual([
      ['http', 'jdwp'],
      ['listen', 'tls'],
    ])
    expect(planProbes(detectors, { port: 8000, tunnel: 'none' })[0]?.width).toBe(1)
    expect(plan(199).slice(0, 2)).toEqual([['smux'], ['listen', 'tls', 'http']])
  })

  it('asks as well where a server that greets may be waiting', () => {
    expect(plan(6667)[0]).toEqual(['listen', 'irc'])
  })

  it('sends nothing to a port that may print it', () => {
    for (let port = 9100; port <= 9107; port++) expect(plan(port)).toEqual([['listen']])
    expect(plan(9099)[0]).toEqual(['listen', 'tls', 'http'])
    expect(plan(9108)[0]).toEqual(['listen', 'tls', 'http'])
  })

  it.each([53, 123, 161, 500, 11_211, 40_000])('plans nothing over UDP on port %d', (port) => {
    const planned = [...planProbes(detectors, { port, tunnel: 'none' })].flatMap(
      ({ probes }) => probes,
    )
    const transports = planned.flatMap((probe) =>
      probe.kind === 'detector' ? [probe.detector.transport] : [],
    )
    expect(new Set(transports)).toEqual(new Set(['tcp']))
  })

  it('does not look for TLS inside TLS', () => {
    const probes = plan(993, 'tls').flat()
    expect(probes[0]).toBe('listen')
    expect(
      planProbes(detectors, { port: 443, tunnel: 'tls' }).flatMap(({ probes }) => probes),
    ).not.toContainEqual({ kind: 'tls' })
  })
})
