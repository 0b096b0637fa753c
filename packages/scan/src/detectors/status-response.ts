/** The head of a response of SIP or RTSP. */
export type StatusResponse = {
  readonly version: string
  readonly status: number
  readonly reason: string
  /** Names in lower case; of a repeated field the first value. */
  readonly fields: ReadonlyMap<string, string>
}

const headLimitBytes = 16_384

/** Reads the head of a response (RFC 3261 7.2, RFC 7826 8): at most 100 fields of 1,000 characters. */
export function parseStatusResponse(
  bytes: Buffer,
  protocol: 'SIP' | 'RTSP',
): StatusResponse | undefined {
  const text = bytes.toString('latin1', 0, headLimitBytes)
  const line = /^([A-Z]{3,4})\/(\d\.\d) (\d{3})(?: ([^\r\n]{0,100}))?[^\r\n]*\r?\n/.exec(text)
  if (!line || line[1] !== protocol || line[2] === undefined) return undefined
  const fields = new Map<string, string>()
  for (const row of text.slice(line[0].length).split('\n', 100)) {
    if (row.trim() === '') break
    const colon = row.indexOf(':')
    const name = row.slice(0, Math.max(0, colon)).trim().toLowerCase()
    if (name !== '' && !fields.has(name)) fields.set(name, row.slice(colon + 1, 1000).trim())
  }
  return { version: line[2], status: Number(line[3]), reason: line[4] ?? '', fields }
}

/** Whether the head has arrived. */
export function hasHead(bytes: Buffer): boolean {
  return bytes.includes('\r\n\r\n') || bytes.includes('\n\n')
}

/** The words of a comma-separated field. */
export function toWords(field: string | undefined): readonly string[] {
  const words = field?.split(',', 50).map((word) => word.trim()) ?? []
  return words.filter((word) => word !== '')
}
