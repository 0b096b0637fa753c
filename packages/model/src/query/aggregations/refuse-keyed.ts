import { refuse } from '../refuse.ts'

/** Buckets are always an array here. */
export function refuseKeyed(isKeyed: boolean | undefined, at: string): void {
  if (isKeyed) throw refuse(`${at}.keyed`, 'must be false')
}
