import {
  defaultUserAgent,
  defineDetector,
  type DetectorContext,
  type Match,
} from './define-detector.ts'
import { hasHead, parseStatusResponse, type StatusResponse, toWords } from './status-response.ts'
import { send } from './steps.ts'

/** RTSP (RFC 2326, RFC 7826): OPTIONS, then whether DESCRIBE of the root wants a login. Plays nothing. */
export const rtsp = defineDetector({
  id: 'rtsp',
  title: 'Real Time Streaming Protocol',
  transport: 'tcp',
  ports: [554, 8554],
  tlsPorts: [322],
  prevalence: 15,
  maxConnections: 1,
  matchError: (bytes) => parseStatusResponse(bytes, 'RTSP') !== undefined,
  *detect(context) {
    const options = yield send(request('OPTIONS', context), { until: hasHead, timeoutMs: 1500 })
    const response = parseStatusResponse(options.bytes, 'RTSP')
    if (!response) return undefined
    const reply = yield send(request('DESCRIBE', context), { until: hasHead, timeoutMs: 1500 })
    return toMatch(response, parseStatusResponse(reply.bytes, 'RTSP'))
  },
})

function request(method: 'OPTIONS' | 'DESCRIBE', context: DetectorContext): string {
  const { host, port, tunnel, userAgent = defaultUserAgent } = context
  const name = host.includes(':') ? `[${host}]` : host
  const url = `${tunnel === 'tls' ? 'rtsps' : 'rtsp'}://${name}:${port}/`
  return [
    `${method} ${url} RTSP/1.0`,
    `CSeq: ${method === 'OPTIONS' ? 1 : 2}`,
    ...(method === 'DESCRIBE' ? ['Accept: application/sdp'] : []),
    `User-Agent: ${userAgent}`,
    '\r\n',
  ].join('\r\n')
}

function toMatch(options: StatusResponse, describe: StatusResponse | undefined): Match {
  const server = options.fields.get('server') ?? describe?.fields.get('server')
  const challenge =
    describe?.fields.get('www-authenticate') ?? options.fields.get('www-authenticate')
  const realm = /\brealm="([^"]{1,100})"/i.exec(challenge ?? '')?.[1]
  return {
    service: 'rtsp',
    confidence: 100,
    evidence: `status line "RTSP/${options.version} ${options.status} ${options.reason}"`,
    clues: [
      ...(server === undefined ? [] : [{ field: 'rtsp.server', text: server }]),
      ...(realm === undefined ? [] : [{ field: 'rtsp.realm', text: realm }]),
    ],
    ...accessOf(options, describe),
    extra: {
      status: options.status,
      server,
      methods: toWords(options.fields.get('public')),
      describeStatus: describe?.status,
      authenticate: challenge,
    },
  }
}

/** Only an answer to DESCRIBE tells: without a stream at the root (404) it tells nothing. */
function accessOf(
  options: StatusResponse,
  describe: StatusResponse | undefined,
): Pick<Match, 'isAuthRequired' | 'isAnonymousAllowed'> {
  const isLocked = options.status === 401 || describe?.status === 401
  if (isLocked) return { isAuthRequired: true, isAnonymousAllowed: false }
  return describe?.status === 200 ? { isAuthRequired: false, isAnonymousAllowed: true } : {}
}
