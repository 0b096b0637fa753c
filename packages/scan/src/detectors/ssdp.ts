import { defaultUserAgent, defineDetector, type Match } from './define-detector.ts'
import { send } from './steps.ts'
import { toLines } from './text-lines.ts'

/** SSDP (UPnP Device Architecture 1.1, 1.3.2): one search for root devices, by unicast. */
export const ssdp = defineDetector({
  id: 'ssdp',
  title: 'Simple Service Discovery Protocol',
  transport: 'udp',
  ports: [1900],
  prevalence: 70,
  maxConnections: 1,
  *detect({ host, port, userAgent = defaultUserAgent }) {
    const search = [
      'M-SEARCH * HTTP/1.1',
      `HOST: ${host.includes(':') ? `[${host}]` : host}:${port}`,
      'MAN: "ssdp:discover"',
      // A unicast search needs none, but version 1.0 answers to no search without.
      'MX: 1',
      'ST: upnp:rootdevice',
      `USER-AGENT: ${userAgent}`,
    ]
    const reply = yield send(`${search.join('\r\n')}\r\n\r\n`, { timeoutMs: mxMs })
    return parseAnswer(reply.bytes)
  },
})

// A device may wait up to MX seconds.
const mxMs = 1300

function parseAnswer(bytes: Buffer): Match | undefined {
  const [status = '', ...lines] = toLines(bytes)
  if (!/^HTTP\/1\.[01] 200\b/.test(status)) return undefined
  const end = lines.indexOf('')
  const headers = new Map(lines.slice(0, end < 0 ? undefined : end).map(splitHeader))
  const [server, location] = [headers.get('server'), headers.get('location')]
  if (!headers.has('st') && !headers.has('usn')) return undefined
  return {
    service: 'ssdp',
    confidence: 100,
    evidence: server === undefined ? status.slice(0, 100) : `SERVER: ${server}`.slice(0, 200),
    clues: server === undefined ? [] : [{ field: 'ssdp.server', text: server }],
    extra: {
      server,
      location,
      searchTarget: headers.get('st'),
      uniqueName: headers.get('usn'),
      cacheControl: headers.get('cache-control'),
    },
  }
}

function splitHeader(line: string): readonly [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, Math.max(0, colon)).trim().toLowerCase(), line.slice(colon + 1).trim()]
}
