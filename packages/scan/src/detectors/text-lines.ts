/** Whether a whole line has arrived. */
export function hasLine(bytes: Buffer): boolean {
  return bytes.includes(0x0a)
}

/** The lines of a text protocol, without their ends; at most 200 lines of 1,000 characters. */
export function toLines(bytes: Buffer): readonly string[] {
  return bytes
    .toString('latin1')
    .split('\n', 200)
    .map((line) => line.replace(/\r$/, '').slice(0, 1000))
}

/** Whether a reply of FTP or SMTP is complete: its last line is a code and a space (RFC 959 4.2). */
export function hasCodedReply(bytes: Buffer): boolean {
  if (bytes.at(-1) !== 0x0a) return false
  const text = bytes.toString('latin1')
  const start = text.lastIndexOf('\n', text.length - 2) + 1
  return /^\d{3}(?:[ \r\n]|$)/.test(text.slice(start, start + 5))
}

/** The code of a coded reply, and its text without codes; undefined when it is none. */
export function parseCodedReply(bytes: Buffer): CodedReply | undefined {
  const lines = toLines(bytes).filter((line) => line !== '')
  const code = /^(\d{3})(?:[ -]|$)/.exec(lines[0] ?? '')?.[1]
  if (code === undefined) return undefined
  return { code: Number(code), lines: lines.map((line) => line.replace(/^\d{3}[ -]?/, '')) }
}

/** A reply of FTP or SMTP. */
export type CodedReply = { readonly code: number; readonly lines: readonly string[] }
