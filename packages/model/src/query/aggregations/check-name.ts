import { quote, refuse } from '../refuse.ts'

const maxNameBytes = 256

/** Refuses the name of an aggregation or bucket that a path or an object could trip over. */
export function checkName(name: string, at: string): void {
  const isShort = name !== '' && new TextEncoder().encode(name).length <= maxNameBytes
  if (isShort && name !== '__proto__' && !/[[\]>\0]/.test(name) && name.isWellFormed()) return
  throw refuse(at, `${quote(name)} cannot be the name of an aggregation`)
}
