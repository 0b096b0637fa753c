export type EditRules = {
  readonly maxEdits: number
  /** Whether two neighbours that changed places are one edit. */
  readonly hasTranspositions: boolean
}

/**
 * Measures texts against one: the least number of edits between (optimal string alignment, by code
 * points), undefined beyond `maxEdits`. Only cells so near to the diagonal are computed.
 */
export function createEditDistance(
  asked: string,
  rules: EditRules,
): (text: string) => number | undefined {
  const a = toCodePoints(asked)
  return (text) => measure(a, toCodePoints(text), rules)
}

function measure(
  a: readonly number[],
  b: readonly number[],
  { maxEdits, hasTranspositions }: EditRules,
): number | undefined {
  if (Math.abs(a.length - b.length) > maxEdits) return undefined
  const beyond = maxEdits + 1
  let earlier: number[] = []
  let above = b.map((_point, index) => Math.min(index, beyond))
  above.push(Math.min(b.length, beyond))
  for (let row = 1; row <= a.length; row += 1) {
    const current: number[] = above.map(() => beyond)
    current[0] = Math.min(row, beyond)
    let least = current[0]
    for (
      let column = Math.max(1, row - maxEdits);
      column <= Math.min(b.length, row + maxEdits);
      column += 1
    ) {
      const change = a[row - 1] === b[column - 1] ? 0 : 1
      let cost = Math.min(
        at(above, column - 1) + change,
        at(above, column) + 1,
        at(current, column - 1) + 1,
      )
      if (hasTranspositions && change === 1 && isSwapped(a, b, { row, column })) {
        cost = Math.min(cost, at(earlier, column - 2) + 1)
      }
      current[column] = Math.min(cost, beyond)
      least = Math.min(least, cost)
    }
    if (least > maxEdits) return undefined
    earlier = above
    above = current
  }
  const distance = at(above, b.length)
  return distance > maxEdits ? undefined : distance
}

function toCodePoints(text: string): readonly number[] {
  const points: number[] = []
  for (let index = 0; index < text.length; index += 1) {
    const point = text.codePointAt(index) ?? 0
    if (point > 0xffff) index += 1
    points.push(point)
  }
  return points
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}

function isSwapped(
  a: readonly number[],
  b: readonly number[],
  { row, column }: { readonly row: number; readonly column: number },
): boolean {
  return row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
}
