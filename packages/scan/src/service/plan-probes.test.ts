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
      ({ transport, matchBanner }) => transport === 'tcp' && !matchBanner,
    )
    expect(first.length + second.length + rest.length).toBe(asking.length + 2)
    expect(rest[0]).toBe('redis')
  })

  it('tries first what a moved port looks like', () => {
    expect(plan(11_883)[2]?.[0]).toBe('mqtt')
    expect(plan(10_053)[2]?.[0]).toBe('dns')
    expect(plan(20_636, 'tls')[2]?.[0]).toBe('ldap')
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
