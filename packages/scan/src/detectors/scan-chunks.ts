/** How far a chunked body (RFC 9112 7.1) could be read. */
export type ChunkScan = {
  /** Where the data of each chunk begins and ends; that of the last may not be whole. */
  readonly chunks: readonly (readonly [start: number, end: number])[]
  /** Where to go on when more has arrived; behind the end when it is done. */
  readonly offset: number
  readonly state: 'more' | 'done' | 'broken'
}

/** Reads chunks from an offset, so that a body that comes in many pieces is read only once. */
export function scanChunks(raw: Buffer, from = 0): ChunkScan {
  const chunks: (readonly [number, number])[] = []
  let offset = from
  while (offset < raw.length) {
    const lineEnd = raw.indexOf(0x0a, offset)
    const line = raw.toString('latin1', offset, lineEnd < 0 ? offset + maxLine : lineEnd)
    const size = /^[0-9a-f]{1,8}(?=[ ;\r]|$)/i.exec(line)
    if (!size || (lineEnd < 0 && line.length === maxLine)) {
      return { chunks, offset, state: 'broken' }
    }
    if (lineEnd < 0) break
    const start = lineEnd + 1
    const end = start + Number.parseInt(size[0], 16)
    if (end === start) return { chunks, ...findEndOfTrailer(raw, { offset, start }) }
    chunks.push([start, Math.min(end, raw.length)])
    const next = skipLineEnd(raw, end)
    if (next === undefined) break
    offset = next
  }
  return { chunks, offset, state: 'more' }
}

const maxLine = 200
const maxTrailer = 8192

/** Behind a CR LF, or the bare LF of some servers; undefined when it has not arrived. */
function skipLineEnd(raw: Buffer, at: number): number | undefined {
  if (raw[at] === 0x0a) return at + 1
  return at + 1 < raw.length ? at + 2 : undefined
}

/** Fields may follow the last chunk (RFC 9112 7.1.2), and then an empty line. */
function findEndOfTrailer(
  raw: Buffer,
  { offset, start }: { readonly offset: number; readonly start: number },
): Pick<ChunkScan, 'offset' | 'state'> {
  let line = start
  while (line < raw.length && line - start <= maxTrailer) {
    const lineEnd = raw.indexOf(0x0a, line)
    if (lineEnd < 0) break
    const isEmpty = lineEnd === line || (lineEnd === line + 1 && raw[line] === 0x0d)
    if (isEmpty) return { offset: lineEnd + 1, state: 'done' }
    line = lineEnd + 1
  }
  return { offset, state: raw.length - start > maxTrailer ? 'broken' : 'more' }
}
