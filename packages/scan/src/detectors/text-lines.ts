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
