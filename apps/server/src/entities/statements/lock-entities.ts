import { defineStatement, type Queryable } from '../../store/store.ts'

/** The time after the wait for the locks, and the version of what is watched: 0 for nothing ever. */
export type EntityLock = { readonly at: Date; readonly watchVersion: number }

/**
 * Holds the entities until the transaction ends, so that reports on one entity follow each other.
 * Entities share 256 locks by the first byte of their hash; every writer takes its locks in rising
 * order, so none waits for one that waits for it.
 */
export async function lockEntities(tx: Queryable, ids: readonly string[]): Promise<EntityLock> {
  const buckets = [...new Set(ids.map((id) => Number.parseInt(id.slice(-64, -62), 16)))]
  return takeLocks(
    tx,
    buckets.sort((left, right) => left - right),
  )
}

/** Holds every entity: for changes of the rules by which all of them are written. */
export async function lockAllEntities(tx: Queryable): Promise<EntityLock> {
  return takeLocks(
    tx,
    Array.from({ length: 256 }, (_, bucket) => bucket),
  )
}

async function takeLocks(tx: Queryable, buckets: readonly number[]): Promise<EntityLock> {
  const rows = await tx.query(statement, [lockClass, buckets])
  return { at: rows[0]?.at ?? new Date(), watchVersion: rows[0]?.watch_version ?? 0 }
}

/** Keeps these locks apart from other advisory locks: "ENTI" in ASCII. */
const lockClass = 0x45_4e_54_49

const statement = defineStatement<{ readonly at: Date; readonly watch_version: number }>(
  'lock-entities',
  `WITH locked AS MATERIALIZED (
     SELECT pg_advisory_xact_lock($1::int, bucket) AS held FROM unnest($2::int[]) AS bucket)
   SELECT clock_timestamp() AS at, 
     (SELECT version::float8 FROM watch_version) AS watch_version FROM (SELECT count(held) AS held FROM locked) AS done
   WHERE held >= 0`,
)
