import { defaultUserAgent, defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'
import { toLines } from './text-lines.ts'

/** SIP over UDP (RFC 3261 11): OPTIONS, which calls nobody. */
export const sipUdp = defineDetector({
  id: 'sip-udp',
  title: 'Session Initiation Protocol over UDP',
  transport: 'udp',
  ports: [5060],
  prevalence: 65,
  maxConnections: 1,
  *detect({ host, port, userAgent = defaultUserAgent }) {
    const reply = yield send(
      options(host.includes(':') ? `[${host}]` : host, { port, userAgent }),
      {
        until: isFinal,
        timeoutMs: 1500,
      },
    )
    return parseAnswer(reply.bytes)
  },
})

type Sender = { readonly port: number; readonly userAgent: string }

/** RFC 3581: rport lets the answer come back to the port it was asked from. */
function options(host: string, { port, userAgent }: Sender): string {
  const lines = [
    `OPTIONS sip:${host}:${port} SIP/2.0`,
    'Via: SIP/2.0/UDP scanner.invalid:5060;branch=z9hG4bK57494e44;rport',
    'Max-Forwards: 70',
    'From: <sip:windvane@scanner.invalid>;tag=57494e44',
    `To: <sip:${host}:${port}>`,
    'Call-ID: 57494e4456414e45@scanner.invalid',
    'CSeq: 1 OPTIONS',
    'Contact: <sip:windvane@scanner.invalid>',
    'Accept: application/sdp',
    `User-Agent: ${userAgent}`,
    'Content-Length: 0',
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

const statusPattern = /^SIP\/2\.0 (\d{3}) ?(.{0,100})/

/** Provisional answers (1xx) come before the one that counts. */
function isFinal(bytes: Buffer): boolean {
  return /(?:^|\n)SIP\/2\.0 [2-6]\d\d/.test(bytes.toString('latin1', 0, 4096))
}

function parseAnswer(bytes: Buffer): Match | undefined {
  const lines = toLines(bytes)
  const start = Math.max(
    0,
    lines.findLastIndex((line) => statusPattern.test(line)),
  )
  const [, status, reason = ''] = statusPattern.exec(lines[start] ?? '') ?? []
  if (status === undefined) return undefined
  const headers = readHeaders(lines.slice(start + 1))
  const server = headers.get('server') ?? headers.get('user-agent')
  return {
    service: 'sip',
    confidence: 100,
    evidence: `OPTIONS: ${status} ${reason}`.trim(),
    clues: server === undefined ? [] : [{ field: 'sip.server', text: server }],
    extra: {
      status: Number(status),
      reason,
      server,
      allow: splitList(headers.get('allow')),
      supported: splitList(headers.get('supported') ?? headers.get('k')),
    },
  }
}

function readHeaders(lines: readonly string[]): ReadonlyMap<string, string> {
  const end = lines.indexOf('')
  return new Map(
    lines.slice(0, end < 0 ? undefined : end).map((line) => {
      const colon = Math.max(0, line.indexOf(':'))
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
}

function splitList(text: string | undefined): readonly string[] | undefined {
  return text?.split(',', 40).map((item) => item.trim())
}
