/** Writes the content of an OBJECT IDENTIFIER (X.690 8.19) as dotted numbers; empty when it is broken. */
export function readObjectId(content: Uint8Array): string {
  if (content.length === 0 || content.length > maxBytes) return ''
  const arcs: number[] = []
  let arc = 0
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte >= 0x80) continue
    arcs.push(arc)
    arc = 0
  }
  const [first = 0, ...rest] = arcs
  const top = Math.min(2, Math.floor(first / 40))
  return [top, first - top * 40, ...rest].join('.')
}

const maxBytes = 64
