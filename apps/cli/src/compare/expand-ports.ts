/** The numbers of a text such as `1-21,23`; what is none is left out, and so is what comes after 65,536 of them. */
export function expandPorts(text: string): readonly number[] {
  const ports: number[] = []
  for (const [, first, last = first] of text.matchAll(range)) {
    const [from, to] = [Number(first), Math.min(Number(last), maxPort)]
    for (let port = from; port <= to; port++) {
      if (ports.length > maxPort) return ports
      ports.push(port)
    }
  }
  return ports
}

const range = /(?<![^,\s])(\d{1,5})(?:-(\d{1,5}))?(?![^,\s])/g
const maxPort = 65_535
