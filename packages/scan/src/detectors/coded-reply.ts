import { toLines } from './text-lines.ts'

/** A reply of FTP or SMTP. */
export type CodedReply = { readonly code: number; readonly lines: readonly string[] }

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
