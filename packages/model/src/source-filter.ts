import { type Entity } from './entity.ts'
import { AppError } from './errors.ts'

/** A dotted path split at its `*` marks: a path without marks has one piece. */
type PathPattern = readonly string[]

/** Which members of a result are wanted; an empty list restricts nothing. */
export type Source = {
  readonly includes: readonly PathPattern[]
  readonly excludes: readonly PathPattern[]
}

/** The members of an entity a caller can ever see. */
export const entityMembers = Object.freeze([
  'id',
  'type',
  'attributes',
  'reputation',
  'bestReputation',
  'worstReputation',
  'accuracy',
  'tags',
  'wellKnown',
  'visibleBy',
  'lastSeen',
  '@timestamp',
  'createdAt',
  'updatedAt',
] as const satisfies readonly (keyof Entity)[])

const maxPaths = 100
const maxPathLength = 256

/** Reads `source.includes` and `source.excludes` of a request body, nested or as flat keys. */
export function parseSource(body: unknown): Source {
  const nested = member(body, 'source') ?? {}
  if (typeof nested !== 'object' || Array.isArray(nested)) throw refuse('source must be an object')
  const [includes, excludes] = (['includes', 'excludes'] as const).map((key) => [
    ...parsePaths(member(nested, key), key),
    ...parsePaths(member(body, `source.${key}`), key),
  ])
  const source = { includes: includes ?? [], excludes: excludes ?? [] }
  if (source.includes.length + source.excludes.length <= maxPaths) return source
  throw refuse(`source must have at most ${maxPaths} paths`)
}

/** Keeps the documented members of an entity that the source selects: includes, minus excludes. */
export function applySource(entity: Entity, source: Source): Partial<Entity> {
  return selectMembers(entity, entityMembers, source)
}

/** The same for any record with a type and attributes; nothing but `members` can come out. */
export function selectMembers<Row extends Pick<Entity, 'type' | 'attributes'>>(
  row: Row,
  members: readonly (keyof Row & string)[],
  source: Source,
): Partial<Row> {
  if (source.includes.length === 0 && source.excludes.length === 0) return pick(row, members)
  const isSelected = (path: string) =>
    (source.includes.length === 0 || selects(source.includes, path, row.type)) &&
    !selects(source.excludes, path, row.type)
  const selected: Partial<Row> = {}
  for (const name of members) {
    if (name !== 'attributes') {
      if (row[name] !== undefined && isSelected(name)) selected[name] = row[name]
      continue
    }
    const kept = Object.entries(row.attributes).filter(([key]) => isSelected(`attributes.${key}`))
    // Object.fromEntries defines own members, whatever they are called.
    if (kept.length > 0) Object.assign(selected, { attributes: Object.fromEntries(kept) })
  }
  return selected
}

function pick<Row>(row: Row, members: readonly (keyof Row & string)[]): Partial<Row> {
  const picked: Partial<Row> = {}
  for (const name of members) if (row[name] !== undefined) picked[name] = row[name]
  return picked
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return Object.entries(value).find(([name]) => name === key)?.[1] ?? undefined
}

function parsePaths(value: unknown, key: string): readonly PathPattern[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw refuse(`source.${key} must be an array`)
  return value.map((path: unknown) => {
    if (typeof path === 'string' && path.length <= maxPathLength) return path.split('*')
    throw refuse(`source.${key} must hold paths of at most ${maxPathLength} characters`)
  })
}

/** `attributes.value` is an alias of the attribute named like the type; a parent selects its subtree. */
function selects(patterns: readonly PathPattern[], path: string, type: string): boolean {
  const isMain = path === `attributes.${type}`
  const isAttribute = path.startsWith('attributes.')
  return patterns.some(
    (pattern) =>
      matchesPath(pattern, path) ||
      (isAttribute && matchesPath(pattern, 'attributes')) ||
      (isMain && pattern.length === 1 && pattern[0] === 'attributes.value'),
  )
}

/**
 * Whether a pattern, split at its `*` marks, fits a path. Finds each piece after the one before it:
 * linear in the path, whatever the pattern.
 */
export function matchesPath([first = '', ...rest]: PathPattern, path: string): boolean {
  const last = rest.pop()
  if (last === undefined) return path === first
  if (!path.startsWith(first)) return false
  let offset = first.length
  for (const piece of rest) {
    const found = path.indexOf(piece, offset)
    if (found === -1) return false
    offset = found + piece.length
  }
  return path.length - last.length >= offset && path.endsWith(last)
}

function refuse(reason: string): AppError {
  return new AppError('invalid_request', { reason, param: 'source' })
}
