import { quote, refuse } from '../refuse.ts'

const maxNameBytes = 256

/** Refuses the name of an aggregation or bucket that a path or an object could trip over. */
export function checkName(name: string, at: string): void {
  const isShort = name !== '' && new TextEncoder().encode(name).length <= maxNameBytes
  if (isShort && name !== '__proto__' && !/[[\]>\0]/.test(name) && name.isWellFormed()) return
  throw refuse(at, `${quote(name)} cannot be the name of an aggregation`)
}

/** Refuses the name of an aggregation that would stand in a bucket in place of what the bucket says itself. */
export function checkInnerName(name: string, at: string): void {
  if (bucketMembers.has(name)) throw refuse(at, `${quote(name)} is a member that each bucket has`)
}

const bucketMembers: ReadonlySet<string> = new Set([
  'key',
  'key_as_string',
  'doc_count',
  'from',
  'from_as_string',
  'to',
  'to_as_string',
  'buckets',
])
