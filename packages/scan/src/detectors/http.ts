import { createHash } from 'node:crypto'

import {
  defaultUserAgent,
  defineDetector,
  type DetectorContext,
  type Match,
} from './define-detector.ts'
import { type HttpResponse, isCompleteResponse, parseResponse } from './parse-http-response.ts'
import { reconnect, send } from './steps.ts'

/** HTTP/1.1 (RFC 9112): one GET of `/`; once more in HTTP/1.0 when that is a bad request. */
export const http = defineDetector({
  id: 'http',
  title: 'Hypertext Transfer Protocol',
  transport: 'tcp',
  ports: [
    80, 81, 591, 2379, 3000, 3128, 5000, 5601, 7001, 8000, 8008, 8080, 8081, 8088, 8888, 9000, 9090,
    9200,
  ],
  tlsPorts: [443, 2376, 4443, 5001, 5986, 6443, 7443, 8443, 8834, 9443, 10443],
  prevalence: 100,
  maxConnections: 2,
  *detect(context) {
    const reply = yield send(request(context), { until: isCompleteResponse, idleMs: 1000 })
    const first = parseResponse(reply.bytes)
    if (!first) return undefined
    if (first.status !== 400 || isTlsComplaint(first)) return toMatch(first, context)
    yield reconnect()
    const again = yield send('GET / HTTP/1.0\r\n\r\n', { until: isCompleteResponse, idleMs: 1000 })
    return toMatch(parseResponse(again.bytes) ?? first, context)
  },
})

function request(context: DetectorContext): string {
  const { host, port, tunnel, userAgent = defaultUserAgent } = context
  const name = host.includes(':') ? `[${host}]` : host
  const authority = port === (tunnel === 'tls' ? 443 : 80) ? name : `${name}:${port}`
  return [
    'GET / HTTP/1.1',
    `Host: ${authority}`,
    `User-Agent: ${userAgent}`,
    'Accept: */*',
    'Accept-Encoding: identity',
    'Connection: close',
    '\r\n',
  ].join('\r\n')
}

function toMatch(response: HttpResponse, context: DetectorContext): Match {
  const field = (name: string) => response.headers.find(([key]) => key.toLowerCase() === name)?.[1]
  const server = field('server')
  const poweredBy = field('x-powered-by')
  const via = field('via')
  const isProvisional = isForeign(response)
  return {
    service: isProxy(response, server, via) ? 'http-proxy' : 'http',
    confidence: isProvisional ? 80 : 100,
    evidence: `status line "HTTP/${response.version} ${response.status}"`,
    clues: [
      ...(server ? [{ field: 'http.server', text: server }] : []),
      ...(poweredBy ? [{ field: 'http.x-powered-by', text: poweredBy }] : []),
    ],
    ...(isProvisional ? { isProvisional } : {}),
    extra: {
      status: response.status,
      reason: response.reason,
      version: response.version,
      requestedHost: context.host,
      title: response.title,
      server,
      location: field('location'),
      contentType: field('content-type'),
      headers: response.headers,
      bodySha256: createHash('sha256').update(response.body).digest('hex'),
      bodySizeBytes: response.body.length,
      isBodyTruncated: response.isTruncated,
    },
  }
}

/** A 400 may be an HTTPS port's complaint; MongoDB and Tor answer a stray GET with a sentence in HTTP. */
function isForeign({ status, body }: HttpResponse): boolean {
  return (
    status === 400 ||
    /access MongoDB over HTTP|not an HTTP proxy/i.test(body.toString('latin1', 0, 2000))
  )
}

function isTlsComplaint(response: HttpResponse): boolean {
  return /HTTPS (?:port|server)|SSL-enabled|TLS/i.test(response.body.toString('latin1', 0, 2000))
}

function isProxy(response: HttpResponse, server = '', via = ''): boolean {
  return /^squid/i.test(server) || response.status === 407 || /\(squid/i.test(via)
}
