import { expect, it } from 'vitest'
import { storeReport } from './store-report.ts'
import { makePort, makeReport, makeService } from './test-report.ts'

const exchange = { sent: '', received: 'A'.repeat(5_000), end: 'matched', isTruncated: false }
const report = makeReport({
  ports: [makePort()],
  services: [makeService({ banner: 'SSH', bannerRaw: 'U1NI', exchanges: [exchange] })],
})

it('storeReport() keeps a report as it is while it fits', () => {
  expect(JSON.parse(storeReport(report))).toEqual(report)
})

it('storeReport() leaves out the largest first, and says so', () => {
  const text = storeReport(report, 4_000)
  const cut = JSON.parse(text) as typeof report
  expect(cut.services).toMatchObject([{ banner: 'SSH', exchanges: [] }])
  expect(cut.services[0]).not.toHaveProperty('bannerRaw')
  expect(cut.failures[0]?.message).toContain('exchanges are left out')
  const bare = JSON.parse(storeReport(report, text.length - 1)) as typeof report
  expect(bare).toMatchObject({ ports: report.ports, services: [] })
  expect(bare.failures).toHaveLength(1)
})

it('storeReport() replaces what a database of text cannot hold, and nothing that looks alike', () => {
  const banner = 'nul \0, lone \ud800, escaped \\u0000'
  const extra = { 'key \0': ['\udfff'] }
  const stored = storeReport(makeReport({ services: [makeService({ banner, extra })] }))
  // What was just written.
  const { services } = JSON.parse(stored) as typeof report
  expect(services[0]?.banner).toBe('nul \ufffd, lone \ufffd, escaped \\u0000')
  expect(services[0]?.extra).toEqual({ 'key \ufffd': ['\ufffd'] })
})
