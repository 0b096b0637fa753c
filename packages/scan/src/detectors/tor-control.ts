import { defineDetector, type Match } from './define-detector.ts'
import { farewellMs, send } from './steps.ts'
import { toLines } from './text-lines.ts'

/** Tor's control port (control-spec 3.21): PROTOCOLINFO, which is allowed before any login. */
export const torControl = defineDetector({
  id: 'tor-control',
  title: 'Tor control port',
  transport: 'tcp',
  ports: [9051, 9151],
  prevalence: 5,
  maxConnections: 1,
  matchError: (bytes) => bytes.includes('Tor ControlPort is not an HTTP proxy'),
  *detect() {
    const reply = yield send('PROTOCOLINFO 1\r\n', { until: hasReply, timeoutMs: 1500 })
    const match = toMatch(reply.bytes)
    if (match) yield send('QUIT\r\n', { timeoutMs: farewellMs })
    return match
  },
})

function hasReply(bytes: Buffer): boolean {
  return /(?:^|\n)\d{3} [^\n]{0,1000}\n/.test(bytes.toString('latin1', 0, 8192))
}

function toMatch(bytes: Buffer): Match | undefined {
  const lines = toLines(bytes)
  if (!/^250-PROTOCOLINFO \d{1,3}$/.test(lines[0] ?? '')) return undefined
  const auth = /^250-AUTH METHODS=([A-Z,]{1,100})/
  const methods = lines.flatMap((line) => auth.exec(line)?.[1] ?? [])[0]?.split(',') ?? []
  const version = lines.flatMap(
    (line) => /^250-VERSION Tor="([^"]{1,80})"/.exec(line)?.[1] ?? [],
  )[0]
  const isOpen = methods.includes('NULL')
  return {
    service: 'tor-control',
    confidence: 100,
    evidence: `authentication by ${methods.join(', ') || 'nothing known'}`,
    clues: [{ field: 'tor.version', text: version ?? '' }],
    isAuthRequired: !isOpen,
    isAnonymousAllowed: isOpen,
    extra: { serverVersion: version, authenticationMethods: methods },
  }
}
