/** One DER element (X.690 8.1): its tag and where header, content and end lie in the bytes. */
export type DerElement = {
  readonly tag: number
  readonly start: number
  readonly contentStart: number
  readonly end: number
}

/** Reads the element at an offset; undefined when the bytes do not hold a whole one. */
export function readDer(bytes: Uint8Array, offset: number): DerElement | undefined {
  const tag = bytes[offset]
  const first = bytes[offset + 1]
  if (tag === undefined || first === undefined) return undefined
  if (first < 0x80) return element({ tag, start: offset, contentStart: offset + 2 }, first, bytes)
  const lengthBytes = first & 0x7f
  if (lengthBytes === 0 || lengthBytes > 4) return undefined
  let length = 0
  for (let index = 0; index < lengthBytes; index++) {
    length = length * 256 + (bytes[offset + 2 + index] ?? 0)
  }
  return element({ tag, start: offset, contentStart: offset + 2 + lengthBytes }, length, bytes)
}

/** The elements inside an element, in order; those after a broken one are left out. */
export function readDerChildren(bytes: Uint8Array, parent: DerElement): readonly DerElement[] {
  const children: DerElement[] = []
  let offset = parent.contentStart
  while (offset < parent.end && children.length < 32) {
    const child = readDer(bytes, offset)
    if (!child || child.end > parent.end) break
    children.push(child)
    offset = child.end
  }
  return children
}

function element(
  head: Omit<DerElement, 'end'>,
  length: number,
  bytes: Uint8Array,
): DerElement | undefined {
  const end = head.contentStart + length
  return end > bytes.length ? undefined : { ...head, end }
}
