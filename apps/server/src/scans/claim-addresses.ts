import { defineStatement, type Queryable } from '../store/store.ts'

export type Claim = {
  readonly scanId: string
  readonly addresses: readonly string[]
  readonly coolDownMs: number
}

/** An address that another scan has, and how long to wait before asking again. */
export type BusyAddress = { readonly address: string; readonly waitMs: number }

/**
 * Claims addresses for a scan, whatever name led to them and whoever asked; gives back those that
 * another scan runs against, or began with less than the cool-down ago. A scan that is run again
 * holds its own.
 */
export async function claimAddresses(db: Queryable, claim: Claim): Promise<readonly BusyAddress[]> {
  const { scanId, addresses, coolDownMs } = claim
  if (addresses.length === 0) return []
  await db.query(forgetFree, [coolDownMs])
  const rows = await db.query(claimFree, [scanId, addresses, coolDownMs])
  return rows.map(({ address, wait_ms: waitMs }) => {
    return { address, waitMs: Math.max(waitMs ?? 0, minimumWaitMs) }
  })
}

/** A scan under way tells not when it ends. */
const minimumWaitMs = 10_000

/** Whether nobody has a claim on an address any more; `claims` is the table. */
const isFree = (coolDown: string): string => `
  claims.claimed_at <= now() - ${coolDown}::float8 * interval '1 ms'
  AND NOT EXISTS (SELECT 1 FROM scans WHERE scans.id = claims.scan_id AND status = 'running')`

const forgetFree = defineStatement<never>(
  'scan-claims-forget',
  `DELETE FROM scan_addresses WHERE address IN (
     SELECT address FROM scan_addresses AS claims WHERE ${isFree('$1')}
     ORDER BY address LIMIT 1000 FOR UPDATE SKIP LOCKED)`,
)

type BusyRow = { readonly address: string; readonly wait_ms: number | null }

/** In rising order, so that of two scans that share addresses neither waits for the other's. */
const claimFree = defineStatement<BusyRow>(
  'scan-claims-take',
  `WITH taken AS (
     INSERT INTO scan_addresses AS claims (address, scan_id, claimed_at)
     SELECT address, $1::uuid, clock_timestamp() FROM unnest($2::text[]) AS address ORDER BY address
     ON CONFLICT (address) DO UPDATE
       SET scan_id = excluded.scan_id, claimed_at = excluded.claimed_at
       WHERE claims.scan_id = excluded.scan_id OR (${isFree('$3')})
     RETURNING address)
   SELECT wanted.address, ceil(extract(epoch FROM claims.claimed_at - now()) * 1000 + $3::float8)::float8
     AS wait_ms
   FROM unnest($2::text[]) AS wanted (address)
     LEFT JOIN scan_addresses AS claims ON claims.address = wanted.address
   WHERE wanted.address NOT IN (SELECT address FROM taken)`,
)
