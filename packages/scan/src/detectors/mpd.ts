import { defineDetector, type Match } from './define-detector.ts'
import { receive, send } from './steps.ts'
import { hasLine } from './text-lines.ts'

/** The Music Player Daemon (its protocol manual): greeting, then `status`, which may want a password. */
export const mpd = defineDetector({
  id: 'mpd',
  title: 'Music Player Daemon',
  transport: 'tcp',
  ports: [6600],
  prevalence: 5,
  maxConnections: 1,
  matchBanner: matchGreeting,
  *detect() {
    const greeting = yield receive({ until: hasLine })
    const match = matchGreeting(greeting.bytes)
    if (!match) return undefined
    const reply = yield send('status\n', { until: hasEnd, timeoutMs: 1500 })
    const text = reply.bytes.toString('latin1', 0, 4096)
    // ACK_ERROR_PERMISSION is 4 (protocol manual, Failure responses).
    if (text.startsWith('ACK [4@'))
      return { ...match, isAuthRequired: true, isAnonymousAllowed: false }
    if (!/(?:^|\n)OK\n$/.test(text)) return match
    return { ...match, isAuthRequired: false, isAnonymousAllowed: true }
  },
})

function hasEnd(bytes: Buffer): boolean {
  return /(?:^|\n)(?:OK|ACK [^\n]{1,500})\n$/.test(bytes.toString('latin1', 0, 4096))
}

function matchGreeting(bytes: Buffer): Match | undefined {
  const protocol = /^OK MPD (\d{1,3}\.\d{1,3}\.\d{1,3})\n/.exec(
    bytes.toString('latin1', 0, 40),
  )?.[1]
  if (protocol === undefined) return undefined
  return {
    service: 'mpd',
    confidence: 100,
    evidence: `protocol ${protocol}`,
    // The number is that of the protocol, which lags behind the program's.
    clues: [{ field: 'mpd.product', text: 'mpd' }],
    extra: { protocol },
  }
}
