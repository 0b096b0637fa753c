import {
  defaultUserAgent,
  defineDetector,
  type DetectorContext,
  type Match,
} from './define-detector.ts'
import { hasHead, parseStatusResponse, type StatusResponse, toWords } from './status-response.ts'
import { send } from './steps.ts'

/** SIP (RFC 3261 11): one OPTIONS. Starts no call and registers nothing. */
export const sip = defineDetector({
  id: 'sip',
  title: 'Session Initiation Protocol',
  transport: 'tcp',
  ports: [5060, 5080],
  tlsPorts: [5061],
  prevalence: 15,
  maxConnections: 1,
  matchError: (bytes) => parseStatusResponse(bytes, 'SIP') !== undefined,
  *detect(context) {
    const reply = yield send(request(context), { until: hasHead, timeoutMs: 1500 })
    const response = parseStatusResponse(reply.bytes, 'SIP')
    return response && toMatch(response)
  },
})

function request({ host, port, tunnel, userAgent = defaultUserAgent }: DetectorContext): string {
  const name = host.includes(':') ? `[${host}]` : host
  const uri = `${tunnel === 'tls' ? 'sips' : 'sip'}:${name}:${port}`
  return [
    `OPTIONS ${uri} SIP/2.0`,
    `Via: SIP/2.0/${tunnel === 'tls' ? 'TLS' : 'TCP'} scan.invalid;branch=z9hG4bK-windvane;rport`,
    'Max-Forwards: 0',
    'From: <sip:scan@scan.invalid>;tag=windvane',
    `To: <${uri}>`,
    'Call-ID: windvane@scan.invalid',
    'CSeq: 1 OPTIONS',
    'Accept: application/sdp',
    `User-Agent: ${userAgent}`,
    'Content-Length: 0',
    '\r\n',
  ].join('\r\n')
}

function toMatch({ status, reason, version, fields }: StatusResponse): Match {
  const isLocked = status === 401 || status === 407
  const software = fields.get('server') ?? fields.get('user-agent')
  return {
    service: 'sip',
    confidence: 100,
    evidence: `status line "SIP/${version} ${status} ${reason}"`,
    clues: software === undefined ? [] : [{ field: 'sip.server', text: software }],
    ...(isLocked ? { isAuthRequired: true } : {}),
    extra: {
      status,
      reason,
      server: software,
      methods: toWords(fields.get('allow')),
      extensions: toWords(fields.get('supported')),
      authenticate: fields.get('www-authenticate') ?? fields.get('proxy-authenticate'),
    },
  }
}
