import { type Migration } from 'kysely/migration'

import * as foundation from './0001-foundation.ts'

/** Every change of the schema, applied in the order of their names. A released one never changes. */
export const migrations: Readonly<Record<string, Migration>> = Object.freeze({
  '0001-foundation': foundation,
})
