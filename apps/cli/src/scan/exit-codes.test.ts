import { expect, it } from 'vitest'
import { fullReport } from '../../test/full-report.ts'
import { compareReports } from '../compare/compare-reports.ts'
import { toExitCode } from './exit-codes.ts'

const report = { ...fullReport, summary: { ...fullReport.summary, stopReason: 'complete' } }
const nmap = { version: '', startedAt: '', findPorts: () => undefined }
const comparison = compareReports(report, nmap, { isStrict: false })

it('toExitCode() takes the first reason that applies', () => {
  expect(toExitCode({ report })).toBe(0)
  expect(toExitCode({ report, comparison })).toBe(4)
  expect(toExitCode({ report, comparison, threshold: 'critical' })).toBe(3)
  const mild = { ...report, findings: report.findings.filter(({ severity }) => severity === 'low') }
  expect(toExitCode({ report: mild, threshold: 'medium' })).toBe(0)
  expect(toExitCode({ report: mild, threshold: 'low' })).toBe(3)
  expect(toExitCode({ report: fullReport, comparison, threshold: 'critical' })).toBe(2)
  const addresses = [{ address: '10.0.0.1', family: 4, skipped: 'private' }] as const
  expect(toExitCode({ report: { ...fullReport, addresses }, threshold: 'critical' })).toBe(1)
  const allOpen = { ...report, summary: { ...report.summary, stopReason: 'all-open' } }
  expect(toExitCode({ report: allOpen })).toBe(0)
})
