/** Whether a header came more than once; `rawHeaders` holds names and values in turn. */
export function isRepeated(rawHeaders: readonly string[], name: string): boolean {
  let count = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const candidate = rawHeaders[index]
    // Most names differ in length, which spares lower-casing them.
    if (candidate?.length === name.length && candidate.toLowerCase() === name) count += 1
  }
  return count > 1
}
