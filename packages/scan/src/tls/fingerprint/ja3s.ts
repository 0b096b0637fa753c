import { createHash } from 'node:crypto'
import { type ServerHello } from '../wire/server-hello.ts'

/*
 * JA3: copyright (c) 2017, salesforce.com, inc. All rights reserved. Its algorithm is under the BSD
 * 3-Clause licence, https://opensource.org/licenses/BSD-3-Clause.
 */

/** JA3S: the MD5 of version, suite and extensions of a ServerHello, in decimal and in its order. */
export function hashJa3s({ legacyVersion, suite, extensions }: ServerHello): string {
  const types = extensions.map(({ type }) => type).join('-')
  return createHash('md5').update(`${legacyVersion},${suite},${types}`).digest('hex')
}
