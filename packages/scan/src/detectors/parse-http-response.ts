import { type ChunkScan, scanChunks } from './scan-chunks.ts'

/** A response as far as it arrived. */
export type HttpResponse = {
  readonly version: string
  readonly status: number
  readonly reason: string
  /** In the order and spelling of the server, at most 100 of 4,096 characters. */
  readonly headers: HttpHeaders
  /** Without chunking; a content coding is still on it. */
  readonly body: Buffer
  /** Whether the server announced more than arrived. */
  readonly isTruncated: boolean
  /** Whether the connection may carry another request (RFC 9112 9.3). */
  readonly isReusable: boolean
}

export type HttpHeaders = readonly (readonly [name: string, value: string])[]

/** Reads an HTTP/1 response (RFC 9112 4 to 7); undefined when the bytes are none. */
export function parseResponse(bytes: Buffer): HttpResponse | undefined {
  const head = findHead(bytes)
  const statusLine = statusPattern.exec(head.text)
  if (!statusLine?.[1] || !statusLine[2]) return undefined
  const version = statusLine[1]
  const status = Number(statusLine[2])
  const headers = parseHeaders(head.text.slice(statusLine[0].length))
  const framing = findFraming(status, headers)
  const raw = head.bodyStart === undefined ? empty : bytes.subarray(head.bodyStart)
  const { body, isComplete, isExact } = readBody(raw, framing)
  return {
    version,
    status,
    reason: statusLine[3] ?? '',
    headers,
    body,
    isTruncated: isComplete === false,
    isReusable: isComplete === true && isExact && isPersistent(version, headers),
  }
}

/**
 * Creates a check of whether head and body are there, for bytes that grow from call to call; without
 * a length only the closing peer can tell. What is too long counts as there: more is not wanted.
 */
export function untilResponse(maxBodyBytes = 65_536): (bytes: Buffer) => boolean {
  let head: Head | undefined
  let framing: Framing | undefined
  let offset = 0
  return (bytes) => {
    if (isForeign(bytes)) return true
    if (head?.bodyStart === undefined || !framing) {
      head = findHead(bytes)
      if (head.bodyStart === undefined) return bytes.length >= headLimitBytes
      framing = toFraming(head.text)
    }
    const raw = bytes.subarray(head.bodyStart)
    if (raw.length >= maxBodyBytes) return true
    if (framing.kind === 'length') return raw.length >= framing.sizeBytes
    if (framing.kind === 'close') return false
    const scanned = scanChunks(raw, offset)
    offset = scanned.offset
    return scanned.state !== 'more'
  }
}

/** The value of the first header of a name, which is given in lower case. */
export function findHeader(headers: HttpHeaders, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1]
}

const headLimitBytes = 32_768
const maxHeaders = 100
const maxInterim = 5
const empty = Buffer.alloc(0)
const statusPattern = /^HTTP\/(\d(?:\.\d)?) (\d{3})(?: ([^\r\n]{0,200}))?[^\r\n]*\r?\n/

type Head = { readonly text: string; readonly bodyStart: number | undefined }

/** The head of the final response: interim ones (RFC 9110 15.2) come before it. */
function findHead(bytes: Buffer): Head {
  let start = 0
  for (let interim = 0; ; interim += 1) {
    while (bytes[start] === 0x0d || bytes[start] === 0x0a) start += 1
    const end = findHeadEnd(bytes, start)
    const text = bytes.toString('latin1', start, end?.start ?? start + headLimitBytes)
    const isInterim = /^HTTP\/1\.1 1(?!01)\d\d\b/.test(text)
    if (!end || !isInterim || interim === maxInterim) return { text, bodyStart: end?.after }
    start = end.after
  }
}

function findHeadEnd(
  bytes: Buffer,
  start: number,
): { readonly start: number; readonly after: number } | undefined {
  const head = bytes.subarray(start, start + headLimitBytes)
  const strict = head.indexOf('\r\n\r\n', 0, 'latin1')
  const lax = head.indexOf('\n\n', 0, 'latin1')
  if (strict >= 0 && (lax < 0 || strict < lax)) {
    return { start: start + strict + 2, after: start + strict + 4 }
  }
  return lax < 0 ? undefined : { start: start + lax + 1, after: start + lax + 2 }
}

function isForeign(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, 64).replace(/^[\r\n]+/, '')
  return !start.startsWith('HTTP/'.slice(0, start.length))
}

function parseHeaders(text: string): HttpHeaders {
  const headers: (readonly [string, string])[] = []
  for (const line of text.split('\n', maxHeaders + 1)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.push([line.slice(0, colon).trim(), line.slice(colon + 1, 4097).trim()])
  }
  return headers.slice(0, maxHeaders)
}

/** What ends the body (RFC 9112 6.3). */
type Framing =
  | { readonly kind: 'length'; readonly sizeBytes: number }
  | { readonly kind: 'chunks' }
  | { readonly kind: 'close' }

function toFraming(headText: string): Framing {
  const statusLine = statusPattern.exec(headText)
  return findFraming(Number(statusLine?.[2] ?? 200), parseHeaders(headText))
}

function findFraming(status: number, headers: HttpHeaders): Framing {
  if (status < 200 || status === 204 || status === 304) return { kind: 'length', sizeBytes: 0 }
  const coding = findHeader(headers, 'transfer-encoding')
  if (coding?.toLowerCase().includes('chunked')) return { kind: 'chunks' }
  const length = findHeader(headers, 'content-length')
  if (length === undefined || !/^\d{1,15}$/.test(length)) return { kind: 'close' }
  return { kind: 'length', sizeBytes: Number(length) }
}

type Body = {
  readonly body: Buffer
  /** Undefined where only the closing peer can tell. */
  readonly isComplete: boolean | undefined
  /** Whether nothing follows it. */
  readonly isExact: boolean
}

function readBody(raw: Buffer, framing: Framing): Body {
  if (framing.kind === 'close') return { body: raw, isComplete: undefined, isExact: false }
  if (framing.kind === 'chunks') return joinChunks(raw, scanChunks(raw))
  const { sizeBytes } = framing
  return {
    body: raw.subarray(0, sizeBytes),
    isComplete: raw.length >= sizeBytes,
    isExact: raw.length === sizeBytes,
  }
}

function joinChunks(raw: Buffer, { chunks, state, offset }: ChunkScan): Body {
  const parts = chunks.map(([start, end]) => raw.subarray(start, end))
  return {
    body: Buffer.concat(parts),
    isComplete: state === 'done',
    isExact: state === 'done' && offset === raw.length,
  }
}

function isPersistent(version: string, headers: HttpHeaders): boolean {
  const connection = findHeader(headers, 'connection')?.toLowerCase() ?? ''
  return version === '1.1' ? !connection.includes('close') : connection.includes('keep-alive')
}
