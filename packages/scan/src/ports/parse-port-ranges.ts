/** Reads what `formatPorts()` writes, of any length; what is no port or range is left out. */
export function parsePortRanges(text: string): readonly number[] {
  const ports: number[] = []
  for (const part of text.split(',', maxParts)) {
    const bounds = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part)
    if (bounds === null) continue
    const [first, last] = [Number(bounds[1]), Number(bounds[2] ?? bounds[1])]
    for (let port = Math.max(1, first); port <= Math.min(last, 65_535); port++) ports.push(port)
  }
  return ports
}

// One port in two of the whole range makes this many parts.
const maxParts = 32_768
