/** Writes ports as numbers and ranges, ascending: `1-21,23,25-79`. */
export function formatPorts(ports: Iterable<number>): string {
  const sorted = [...ports].toSorted((a, b) => a - b)
  const parts: string[] = []
  for (let index = 0; index < sorted.length; index++) {
    const first = sorted[index]
    while (index + 1 < sorted.length && sorted[index + 1] === (sorted[index] ?? 0) + 1) index++
    const last = sorted[index]
    parts.push(first === last ? String(first) : `${first}-${last}`)
  }
  return parts.join(',')
}
