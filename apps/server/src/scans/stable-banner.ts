import { type ServiceRecord } from '@windvane/model'

/**
 * What a service says first without what it says anew each time, or every scan of a host would make
 * one more banner: clocks, counters, identifiers of a session. Of a web server its headers and title
 * are left, of a binary protocol the lines of text before the first other byte, if any.
 */
export function stableBanner(service: ServiceRecord): string | undefined {
  const text = textOf(service)
  if (/^(?:HTTP|RTSP|SIP)\/\d/.test(text)) return settle(withoutBody(text), isVolatileHeader)
  return settle(text, isVolatileField)
}

function textOf({ banner, bannerRaw }: ServiceRecord): string {
  if (bannerRaw === undefined) return cutAt(banner ?? '', '\u{FFFD}')
  const bytes = Buffer.from(bannerRaw, 'base64')
  const text = new TextDecoder().decode(bytes)
  return cutAt(text.replaceAll('\r\n', '\n').replace(binary, '\u{FFFD}'), '\u{FFFD}')
}

/** The first character that no line of text holds. */
const binary = /[^\P{C}\t\n\r]/u

/** The whole lines before a mark; everything when there is none. */
function cutAt(text: string, mark: string): string {
  const at = text.indexOf(mark)
  return at === -1 ? text : text.slice(0, text.lastIndexOf('\n', at) + 1)
}

/** A page may differ each time, and by its first bytes nobody finds it; its title is worth keeping. */
function withoutBody(text: string): string {
  const [head = '', ...body] = text.split('\n\n')
  const title = /<title>[^<]{0,200}<\/title>/i.exec(body.join('\n\n'))?.[0]
  return title === undefined ? head : `${head}\n\n${title}`
}

function settle(text: string, isVolatile: (line: string) => boolean): string | undefined {
  const lines = text.split('\n').filter((line) => !isVolatile(line))
  const settled = masks.reduce((left, mask) => left.replace(mask, '*'), lines.join('\n'))
  return settled.trim() === '' ? undefined : settled.trim()
}

/** RFC 9110 and, for the others, what caches, proxies and frameworks add to each reply. */
function isVolatileHeader(line: string): boolean {
  const name = /^([\w-]{1,80}):/.exec(line)?.[1]?.toLowerCase() ?? ''
  return volatileHeaders.has(name) || /(?:^|-)(?:id|ray|trace|tid|timer?|runtime)$/.test(name)
}

const volatileHeaders: ReadonlySet<string> = new Set(
  (
    'date expires age etag set-cookie last-modified content-length nel report-to ' +
    'server-timing traceparent x-cache x-cache-hits x-served-by cseq call-id session'
  ).split(' '),
)

/**
 * `name:value` of INFO, stats and the like, by words of their names; and the length that Redis
 * writes before a text (RESP), which grows with its numbers.
 */
function isVolatileField(line: string): boolean {
  if (/^\$\d+\s*$/.test(line)) return true
  const name = /^([\w./-]{1,40}(?: [\w./-]{1,40})?)[:=]/.exec(line)?.[1]?.toLowerCase()
  return name !== undefined && name.split(/[_ ./-]/).some((word) => volatileWords.has(word))
}

const volatileWords: ReadonlySet<string> = new Set(
  (
    'uptime time date clock seconds usec days pid process run connected connections ' +
    'clients sessions outstanding received sent memory used total count zxid latency nonce ' +
    'cookie random seed'
  ).split(' '),
)

const day = '(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*'
const month = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*'

/** None can backtrack far: each part is bounded. */
const masks: readonly RegExp[] = [
  // RFC 3339, RFC 5322 and asctime, then times alone.
  /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)?/g,
  new RegExp(`\\b(?:${day},? {1,2})?\\d{1,2}[ -]${month}[ -]\\d{2,4}\\b`, 'gi'),
  new RegExp(`\\b${day},? {1,2}${month} {1,2}\\d{1,2}\\b`, 'gi'),
  /(?<![\d.:])\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?(?: [+-]\d{4})?(?![\d:])/gi,
  // The challenge of APOP (RFC 1939, section 7) and other numbered message ids.
  /<[^<>\s]{0,100}\d[^<>\s]{0,100}@[^<>\s]{1,200}>/g,
  // Members of JSON such as the greeting of NATS.
  /"(?:\w{0,40}_id|\w{0,40}_ip|nonce|now|go_time|uptime)":(?:"[^"]{0,200}"|\d{1,20})/g,
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi,
  /(?<=[ "'=]nonce-)[\w+/=-]{8,100}/gi,
  /\buser number \d{1,6}\b/gi,
  // Identifiers: long, and digits and letters in a medley.
  /(?<![\w.+/=-])(?=(?:[a-z+/=._-]{0,40}\d){6})(?=(?:[\d+/=._-]{0,40}[a-z]){4})[\w+/=.-]{28,200}(?![\w+/=.-])/gi,
  /(?<![\d.])\d{10,20}(?![\d.])/g,
]
