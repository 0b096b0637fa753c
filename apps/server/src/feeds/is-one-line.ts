/** Whether a value can stand on a line of its own: what followed a line break could be anything. */
export function isOneLine(value: string): boolean {
  return !/[\p{Cc}\u2028\u2029]/u.test(value)
}
