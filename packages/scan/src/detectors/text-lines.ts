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

/** Whether the bytes are text of one line or more: no control characters but the usual ones. */
export function isText(bytes: Buffer): boolean {
  if (bytes.length === 0) return false
  return !/[^\t\n\f\r\u001b -~\u0080-\u00ff]/.test(bytes.toString('latin1', 0, 4096))
}
