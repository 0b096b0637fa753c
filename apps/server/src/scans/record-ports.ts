import { type PortPlace, type PortRecord, type PortState, type ScanReport } from '@windvane/model'
import { defineStatement, type Queryable, type Transaction } from '../store/store.ts'
import { readVerdicts, toKey } from './port-verdicts.ts'

/** A port as one scope has known it over time. */
type KnownPort = PortPlace & {
  readonly state: PortState
  readonly firstSeen: Date
  readonly lastSeen: Date
}

/**
 * Brings what a scope knows of the ports of these addresses up to date, and gives the report back
 * with the times at which each of its ports was first and last seen in its state. A port that was
 * never open leaves no row, and one that this scan did not try, or got no verdict on, keeps its own.
 */
export async function recordPorts(
  tx: Transaction,
  scan: { readonly id: string; readonly scope: string },
  report: ScanReport,
): Promise<ScanReport> {
  const addresses = report.addresses.map(({ address }) => address).toSorted()
  await tx.query(lockAddresses, [scan.scope, addresses])
  const known = await listKnown(tx, scan.scope, addresses)
  const seen = planPorts(known, report)
  await writePorts(tx, scan, [...seen.values()])
  return { ...report, ports: report.ports.map((port) => withTimes(port, seen.get(toKey(port)))) }
}

/** In rising order, so that of two scans that share addresses neither waits for the other's. */
const lockAddresses = defineStatement<unknown>(
  'scan-ports-lock',
  `SELECT count(pg_advisory_xact_lock(hashtextextended('scan-ports:' || $1 || ' ' || address, 0)))
   FROM unnest($2::text[]) AS address`,
)

type KnownRow = PortPlace & {
  readonly state: PortState
  readonly first_seen: Date
  readonly last_seen: Date
}

async function listKnown(
  db: Queryable,
  scope: string,
  addresses: readonly string[],
): Promise<readonly KnownPort[]> {
  const rows = await db.query(selectKnown, [scope, addresses])
  return rows.map(({ first_seen: firstSeen, last_seen: lastSeen, ...port }) => {
    return { ...port, firstSeen, lastSeen }
  })
}

const selectKnown = defineStatement<KnownRow>(
  'scan-ports-known',
  `SELECT address, transport, port, state, first_seen, last_seen
   FROM scan_ports WHERE scope = $1 AND address = ANY($2::text[])`,
)

/** The rows that change, by `toKey`. */
function planPorts(
  known: readonly KnownPort[],
  report: ScanReport,
): ReadonlyMap<string, KnownPort> {
  const verdictOf = readVerdicts(report)
  const seenAt = new Map(report.ports.map((port) => [toKey(port), port.lastSeen]))
  const before = new Map(known.map((port) => [toKey(port), port]))
  const open = report.ports.filter(({ state }) => state === 'open')
  const planned = new Map<string, KnownPort>()
  for (const { address, port, transport } of [...known, ...open]) {
    const place = { address, port, transport }
    const state = verdictOf(place)
    // `open|filtered` is silence, which tells nothing of a port that has answered before.
    if (state === undefined || state === 'open|filtered') continue
    const at = new Date(seenAt.get(toKey(place)) ?? report.summary.endedAt)
    planned.set(toKey(place), follow(before.get(toKey(place)), { ...place, state, at }))
  }
  return planned
}

type Sighting = PortPlace & { readonly state: PortState; readonly at: Date }

/** A scan that ended late does not undo what a later one saw. */
function follow(before: KnownPort | undefined, { at, ...now }: Sighting): KnownPort {
  if (before === undefined) return { ...now, firstSeen: at, lastSeen: at }
  if (before.lastSeen > at) return before
  return { ...now, firstSeen: before.state === now.state ? before.firstSeen : at, lastSeen: at }
}

function withTimes(port: PortRecord, known: KnownPort | undefined): PortRecord {
  if (known === undefined || known.state !== port.state) return port
  const { firstSeen, lastSeen } = known
  return { ...port, firstSeen: firstSeen.toISOString(), lastSeen: lastSeen.toISOString() }
}

async function writePorts(
  tx: Transaction,
  { id, scope }: { readonly id: string; readonly scope: string },
  ports: readonly KnownPort[],
): Promise<void> {
  if (ports.length === 0) return
  await tx.query(upsertPorts, [
    scope,
    id,
    ports.map(({ address }) => address),
    ports.map(({ transport }) => transport),
    ports.map(({ port }) => port),
    ports.map(({ state }) => state),
    ports.map(({ firstSeen }) => firstSeen),
    ports.map(({ lastSeen }) => lastSeen),
  ])
}

const upsertPorts = defineStatement<never>(
  'scan-ports-upsert',
  `INSERT INTO scan_ports (scope, scan_id, address, transport, port, state, first_seen, last_seen)
   SELECT $1, $2::uuid, * FROM unnest($3::text[], $4::text[], $5::integer[], $6::text[],
     $7::timestamptz[], $8::timestamptz[])
   ON CONFLICT (scope, address, transport, port) DO UPDATE SET scan_id = excluded.scan_id,
     state = excluded.state, first_seen = excluded.first_seen, last_seen = excluded.last_seen`,
)
