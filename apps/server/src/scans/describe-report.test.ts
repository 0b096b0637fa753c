import { type ScanReport } from '@windvane/model'
import { describe, expect, it } from 'vitest'
import { describeReport } from './describe-report.ts'

describe('describeReport()', () => {
  it.each([
    ['complete', '1 open port'],
    ['no-address', 'the name has no address'],
    ['refused', 'scan policy refuses the target: loopback (RFC 1122)'],
    ['all-open', 'stopped: every port answers; 1 open port'],
    ['deadline', 'stopped at the deadline after 41 %; 1 open port'],
  ])('tells the end %s', (stopReason, message) => {
    expect(describeReport(reportThatEnded(stopReason))).toBe(message)
  })
})

function reportThatEnded(stopReason: string): ScanReport {
  return {
    target: 'example.com',
    addresses: [{ address: '127.0.0.1', family: 4, skipped: 'loopback (RFC 1122)' }],
    ports: [
      {
        address: '127.0.0.1',
        port: 22,
        transport: 'tcp',
        state: 'open',
        reason: 'syn-ack',
        tries: 1,
      },
    ],
    services: [],
    tls: [],
    failures: [],
    summary: {
      startedAt: '2026-01-01T00:00:00Z',
      endedAt: '2026-01-01T00:00:01Z',
      stopReason,
      completeness: 0.415,
      counters: { ports: 1, sent: 1, answered: 1, retries: 0 },
    },
  }
}
