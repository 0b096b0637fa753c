import { type ScanReport } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { describeReport } from './describe-report.ts'
import { makePort, makeReport, makeSummary } from './test-report.ts'

describe('describeReport()', () => {
  it.each([
    ['complete', '1 open port'],
    ['no-address', 'the name has no address'],
    ['refused', 'scan policy refuses the target: loopback (RFC 1122)'],
    ['all-open', 'stopped: every port answers; 1 open port'],
    ['cancelled', 'cancelled with 41 % of the ports tried; 1 open port'],
    ['deadline', 'stopped at the deadline after 41 %; 1 open port'],
  ])('tells the end %s', (stopReason, message) => {
    expect(describeReport(reportThatEnded(stopReason))).toBe(message)
  })

  it('says why a name is refused', () => {
    const failures = [{ stage: 'resolve', message: 'never-scan list: asked' }] as const
    expect(describeReport({ ...reportThatEnded('refused'), addresses: [], failures })).toBe(
      'scan policy refuses the target: never-scan list: asked',
    )
  })

  it('counts the findings of each severity, and not what is merely worth knowing', () => {
    const finding = { id: 'x', title: '', address: '127.0.0.1', evidence: '', description: '' }
    const severities = ['info', 'medium', 'high', 'high'] as const
    const findings = severities.map((severity) => ({ ...finding, severity }))
    const report = { ...reportThatEnded('complete'), findings }
    expect(describeReport(report)).toBe('1 open port, 2 high findings, 1 medium finding')
  })
})

function reportThatEnded(stopReason: string): ScanReport {
  return makeReport({
    addresses: [{ address: '127.0.0.1', family: 4, skipped: 'loopback (RFC 1122)' }],
    ports: [makePort()],
    summary: makeSummary({ stopReason, completeness: 0.415 }),
  })
}
