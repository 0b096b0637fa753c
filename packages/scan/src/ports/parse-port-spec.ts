import { topPorts } from './top-ports.ts'

/**
 * Parses a list of ports such as `22,80,1-1024,top100,all` into distinct ports in the order they
 * are named; throws a `RangeError` on anything else. `likeliest` is what topN counts: TCP ports
 * unless told.
 */
export function parsePortSpec(spec: string, likeliest = topPorts): readonly number[] {
  if (spec.length > maxSpecLength) throw malformed(spec.slice(0, 40), 'it is too long')
  return [...new Set(spec.split(',').flatMap((part) => parsePart(part.trim(), likeliest)))]
}

// Enough for several hundred ranges; the whole range is `all`.
const maxSpecLength = 4096

function parsePart(part: string, likeliest: readonly number[]): readonly number[] {
  if (part === 'all') return range(1, 65_535)
  const top = /^top(\d{1,4})$/.exec(part)
  if (top !== null) return parseTop(part, Number(top[1]), likeliest)
  const bounds = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part)
  if (bounds === null) throw malformed(part, 'expected a port, a range, topN or all')
  const first = Number(bounds[1])
  const last = bounds[2] === undefined ? first : Number(bounds[2])
  if (first < 1 || last > 65_535) throw malformed(part, 'a port lies between 1 and 65535')
  if (first > last) throw malformed(part, 'the range runs backwards')
  return range(first, last)
}

function parseTop(part: string, count: number, likeliest: readonly number[]): readonly number[] {
  if (count < 1 || count > likeliest.length) {
    throw malformed(part, `top takes 1 to ${likeliest.length}`)
  }
  return likeliest.slice(0, count)
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}

function malformed(part: string, reason: string): RangeError {
  return new RangeError(`Cannot parse ports "${part}": ${reason}`)
}
