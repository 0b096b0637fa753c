/** The order of UTF-8, in which the dictionary is: code units differ from it beyond U+FFFF. */
export function compareCodePoints(left: string, right: string): number {
  const a = left[Symbol.iterator]()
  const b = right[Symbol.iterator]()
  for (;;) {
    const [x, y] = [a.next(), b.next()]
    if (x.done === true || y.done === true) return Number(y.done ?? false) - Number(x.done ?? false)
    const difference = (x.value.codePointAt(0) ?? 0) - (y.value.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
}
