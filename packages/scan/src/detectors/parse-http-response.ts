/** A response as far as it arrived. */
export type HttpResponse = {
  readonly version: string
  readonly status: number
  readonly reason: string
  /** In the order and spelling of the server. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
  readonly isTruncated: boolean
  readonly title?: string
}

const headLimitBytes = 32_768

/** Reads an HTTP/1 response (RFC 9112 4 to 7); undefined when the bytes are none. */
export function parseResponse(bytes: Buffer): HttpResponse | undefined {
  const text = bytes.toString('latin1', 0, headLimitBytes)
  const statusLine = /^HTTP\/(\d(?:\.\d)?) (\d{3})(?: ([^\r\n]{0,200}))?[^\r\n]*\r?\n/.exec(text)
  if (!statusLine?.[1] || !statusLine[2]) return undefined
  const end = findHeadEnd(bytes)
  const headers = parseHeaders(text.slice(statusLine[0].length, end?.start ?? text.length))
  const raw = end ? bytes.subarray(end.after) : Buffer.alloc(0)
  const { body, isComplete } = readBody(raw, headers)
  const title = findTitle(body)
  return {
    version: statusLine[1],
    status: Number(statusLine[2]),
    reason: statusLine[3] ?? '',
    headers,
    body,
    isTruncated: isComplete === false,
    ...(title === undefined ? {} : { title }),
  }
}

/** Whether head and body are there; without a length only the closing peer can tell. */
export function isCompleteResponse(bytes: Buffer): boolean {
  if (bytes.length >= 5 && bytes.toString('latin1', 0, 5) !== 'HTTP/') return true
  const end = findHeadEnd(bytes)
  if (!end) return false
  const headers = parseHeaders(bytes.toString('latin1', 0, end.start))
  return readBody(bytes.subarray(end.after), headers).isComplete === true
}

function findHeadEnd(
  bytes: Buffer,
): { readonly start: number; readonly after: number } | undefined {
  const head = bytes.subarray(0, headLimitBytes)
  const strict = head.indexOf('\r\n\r\n', 0, 'latin1')
  const lax = head.indexOf('\n\n', 0, 'latin1')
  if (strict >= 0 && (lax < 0 || strict < lax)) return { start: strict, after: strict + 4 }
  return lax >= 0 ? { start: lax, after: lax + 2 } : undefined
}

function parseHeaders(text: string): readonly (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = []
  for (const line of text.split('\n', 101)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.push([line.slice(0, colon).trim(), line.slice(colon + 1, 4097).trim()])
  }
  return headers
}

type Body = { readonly body: Buffer; readonly isComplete: boolean | undefined }

function readBody(raw: Buffer, headers: HttpResponse['headers']): Body {
  const field = (name: string) => headers.find(([key]) => key.toLowerCase() === name)?.[1]
  if (field('transfer-encoding')?.toLowerCase().includes('chunked')) return readChunks(raw)
  const length = field('content-length')
  if (length === undefined || !/^\d{1,15}$/.test(length))
    return { body: raw, isComplete: undefined }
  const sizeBytes = Number(length)
  return { body: raw.subarray(0, sizeBytes), isComplete: raw.length >= sizeBytes }
}

function readChunks(raw: Buffer): Body {
  const chunks: Buffer[] = []
  let offset = 0
  while (offset < raw.length) {
    const lineEnd = raw.indexOf(0x0a, offset)
    if (lineEnd < 0) break
    const size = /^[0-9a-f]{1,8}/i.exec(
      raw.toString('latin1', offset, Math.min(lineEnd, offset + 9)),
    )
    if (!size) break
    const sizeBytes = Number.parseInt(size[0], 16)
    if (sizeBytes === 0) return { body: Buffer.concat(chunks), isComplete: true }
    chunks.push(raw.subarray(lineEnd + 1, lineEnd + 1 + sizeBytes))
    offset = lineEnd + 1 + sizeBytes + 2
  }
  return { body: Buffer.concat(chunks), isComplete: false }
}

function findTitle(body: Buffer): string | undefined {
  // Bounded repetitions keep a page full of "<title" from costing quadratic time.
  const title = /<title[^>]{0,100}>([^<]{0,1000})/i.exec(body.toString('utf8'))?.[1]
  return title?.replace(/\s+/g, ' ').trim()
}
