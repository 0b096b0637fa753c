import { type ScanSummary } from '@windvane/model'

/** How the scan ran, with every member. */
export const fullSummary: ScanSummary = {
  startedAt: '2026-11-25T22:14:15.000Z',
  endedAt: '2026-11-25T22:14:31.500Z',
  stopReason: 'deadline',
  completeness: 0.875,
  stages: { resolve: 1, ports: 0.875, udp: 1, services: 1, tls: 1, http: 0.5 },
  engine: { name: 'windvane', version: '0.1.0', portScan: 'connect' },
  profile: 'normal',
  options: { ports: 'top1000', services: true },
  sourceAddresses: ['198.51.100.7'],
  counters: {
    ports: 2000,
    sent: 1834,
    answered: 1750,
    retries: 84,
    loss: 0.012,
    srttMs: 21.42,
    rttvarMs: 3.1,
    connections: 96,
    bytesRead: 123_456,
  },
  pace: Array.from({ length: 60 }, (_, index) => ({
    atMs: index * 275,
    ratePerSecond: 200 + 1800 * Math.abs(Math.sin(index / 9)),
    window: 100 + index * 9,
  })),
  decisions: [{ at: '2026-11-25T22:14:15.100Z', text: '10.0.0.9 is left out: private (RFC 1918)' }],
}
