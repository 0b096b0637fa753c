import { type Reader } from './read-json.ts'
import { refuse } from './refuse.ts'

/** How many optional clauses have to match, as a request writes it: `2`, `-1`, `75%`, `2<-25% 9<-3`. */
export type MinimumShouldMatch = readonly Condition[]

/** Holds where more than `above` clauses are optional. */
type Condition = { readonly above: number; readonly count: Count }

type Count = { readonly unit: 'clauses' | 'percent'; readonly number: number }

const all: Count = { unit: 'percent', number: 100 }

/** Reads any form of `minimum_should_match`. */
export const minimumShouldMatch: Reader<MinimumShouldMatch> = (value, at) => {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string' || text.length > 256) throw refuse(at, malformed)
  if (!text.includes('<')) return [{ above: -1, count: readCount(text.trim(), at) }]
  const conditions = text
    .trim()
    .replaceAll(/\s*<\s*/g, '<')
    .split(/\s+/)
  return [
    { above: -1, count: all },
    ...conditions.map((condition) => {
      const [above = '', count = '', ...others] = condition.split('<')
      if (!/^[0-9]{1,6}$/.test(above) || others.length > 0) throw refuse(at, malformed)
      return { above: Number(above), count: readCount(count, at) }
    }),
  ]
}

/** The number of clauses that have to match, of so many optional ones. */
export function countMinimum(minimum: MinimumShouldMatch, optional: number): number {
  let count = all
  for (const condition of minimum) {
    if (optional <= condition.above) break
    count = condition.count
  }
  const { unit, number } = count
  if (unit === 'clauses') return Math.max(0, number < 0 ? optional + number : number)
  const share = Math.trunc((optional * number) / 100)
  return Math.max(0, number < 0 ? optional + share : share)
}

const malformed = 'must be a form of minimum_should_match, such as 2, -1, 75% or 3<90%'

function readCount(text: string, at: string): Count {
  const match = /^([+-]?[0-9]{1,6})(%?)$/.exec(text)
  if (!match) throw refuse(at, malformed)
  return { unit: match[2] === '%' ? 'percent' : 'clauses', number: Number(match[1]) }
}
