/**
 * The least number of edits between two texts (optimal string alignment, by code points); undefined
 * beyond `maxEdits`. Only cells that near to the diagonal are computed.
 */
export function editDistance(
  left: string,
  right: string,
  options: { readonly maxEdits: number; readonly hasTranspositions: boolean },
): number | undefined {
  const { maxEdits, hasTranspositions } = options
  const a = Array.from(left)
  const b = Array.from(right)
  if (Math.abs(a.length - b.length) > maxEdits) return undefined
  const beyond = maxEdits + 1
  let earlier: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, column) => Math.min(column, beyond))
  for (let row = 1; row <= a.length; row += 1) {
    const current = Array.from<number>({ length: b.length + 1 }).fill(beyond)
    if (row <= maxEdits) current[0] = row
    let least = current[0] ?? beyond
    const from = Math.max(1, row - maxEdits)
    const to = Math.min(b.length, row + maxEdits)
    for (let column = from; column <= to; column += 1) {
      const substituted = at(above, column - 1) + (a[row - 1] === b[column - 1] ? 0 : 1)
      let cost = Math.min(substituted, at(above, column) + 1, at(current, column - 1) + 1)
      if (hasTranspositions && isSwapped(a, b, { row, column })) {
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

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY
}

function isSwapped(
  a: readonly string[],
  b: readonly string[],
  { row, column }: { readonly row: number; readonly column: number },
): boolean {
  return row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
}
