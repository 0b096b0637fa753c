import { type Reader } from '../read-json.ts'
import { quote, refuse } from '../refuse.ts'

/** An operator of a simple query string that can be switched off. */
export type Flag =
  | 'AND'
  | 'OR'
  | 'NOT'
  | 'PREFIX'
  | 'PHRASE'
  | 'PRECEDENCE'
  | 'ESCAPE'
  | 'WHITESPACE'
  | 'FUZZY'
  | 'NEAR'

const flags: readonly Flag[] = [
  'AND',
  'OR',
  'NOT',
  'PREFIX',
  'PHRASE',
  'PRECEDENCE',
  'ESCAPE',
  'WHITESPACE',
  'FUZZY',
  'NEAR',
]

export const allFlags: ReadonlySet<Flag> = new Set(flags)

/** Reads `flags`, such as `OR|AND|PREFIX`. */
export const readFlags: Reader<ReadonlySet<Flag>> = (value, at) => {
  if (value === -1) return allFlags
  const names = typeof value === 'string' ? value.toUpperCase().split('|') : []
  if (names.includes('ALL')) return allFlags
  if (names.includes('NONE')) return new Set()
  const found = names.map((name) =>
    flags.find((flag) => flag === (name === 'SLOP' ? 'NEAR' : name)),
  )
  if (names.length > 0 && found.every((flag) => flag !== undefined)) return new Set(found)
  throw refuse(at, `${quote(value)} is not a list of ${flags.join(', ')}`)
}
