/**
 * A text in printable ASCII, as headers take it: any other UTF-16 unit becomes an escape of JSON. What
 * is longer than it may be is cut.
 */
export function toPrintable(text: string, maxLength = Infinity): string {
  const line = text.replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 3)}...`
}
