import { AppError, type Entity } from '@windvane/model'
import { type AlertSource } from '../alerts/alert-source.ts'
import { type NewAlert } from '../alerts/new-alert.ts'
import { raiseAlerts, type RaisePorts } from '../alerts/raise-alerts.ts'
import { toViewer } from '../entity-rows/visible.ts'
import { type ClaimedJob, type Queue } from '../queue/queue.ts'
import { defineStatement, type Store } from '../store/store.ts'
import { findChanged, type FindPorts } from './find-changed.ts'
import { hasChanges } from './has-changes.ts'
import { readDefinition } from './saved-search.ts'

export type CheckPorts = RaisePorts &
  FindPorts & {
    readonly store: Store
    readonly queue: Queue
    readonly intervalMs: number
  }

/**
 * Tells of the entities that changed since the last check and are found by the saved search as its
 * owner may see them now; then puts the job back, in the transaction that raises the alerts.
 */
export async function checkSavedSearch(ports: CheckPorts, job: ClaimedJob): Promise<void> {
  const { store, queue } = ports
  const [row] = await store.query(selectDue, [job.subject, overlapMs])
  if (row === undefined) {
    await queue.finish(store, job)
    return
  }
  const found = row.enabled ? await findNew(ports, row) : { entities: [] }
  const source = { id: row.id, kind: 'saved-search', name: row.name } as const
  const alerts = found.entities.map((entity) => toAlert(source, entity, row.groups))
  await store.transaction(async (tx) => {
    const values = [row.id, row.now, found.problem ?? null, row.search]
    const checked = await tx.query(markChecked, values)
    // Deleted or changed meanwhile, with a job of its own if it has to be checked.
    if (checked.length === 0) return
    const runAt = new Date(row.now.getTime() + ports.intervalMs)
    if (!(await queue.postpone(tx, job, runAt))) throw new Error('the lease was lost')
    await raiseAlerts(tx, withWindow(ports), { alerts, at: row.now })
  })
}

type DueRow = {
  readonly id: string
  readonly name: string
  readonly user_id: string
  readonly search: string
  readonly since: Date
  readonly groups: readonly string[]
  readonly enabled: boolean
  readonly now: Date
}

const selectDue = defineStatement<DueRow>(
  'saved-search-due',
  `SELECT s.id, s.name, s.user_id, s.search, u.groups, u.enabled, clock_timestamp() AS now,
     greatest(s.alert_since, s.cursor_at - $2::float8 * interval '1 ms') AS since
   FROM alert_sources s JOIN users u ON u.id = s.user_id
   WHERE s.id = $1 AND s.kind = 'saved-search' AND s.alerts`,
)

/** What could not be found out is looked at again by the next check. */
const markChecked = defineStatement<{ readonly id: string }>(
  'saved-search-checked',
  `UPDATE alert_sources SET checked_at = $2::timestamptz, problem = $3,
     cursor_at = CASE WHEN $3::text IS NULL THEN $2::timestamptz ELSE cursor_at END
   WHERE id = $1 AND alerts AND search = $4 RETURNING id`,
)

/** A change is seen when its transaction commits, which is at most so long after its time. */
const overlapMs = 120_000

/** What is looked at twice is not told twice. */
function withWindow(ports: CheckPorts): RaisePorts {
  const windowMs = Math.max(ports.limits.windowMs, 2 * overlapMs)
  return { webhooks: ports.webhooks, limits: { ...ports.limits, windowMs } }
}

type Found = { readonly entities: readonly Entity[]; readonly problem?: string }

async function findNew(ports: CheckPorts, row: DueRow): Promise<Found> {
  const { since, groups } = row
  if (!(await hasChanges(ports.store, toViewer(groups), since))) return { entities: [] }
  const principal = { userId: row.user_id, alias: '', roles: [], groups }
  const definition = readDefinition(row.search)
  try {
    const limit = ports.limits.perHour
    return { entities: await findChanged(ports, { definition, principal, since, limit }) }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { entities: [], problem: error.message }
  }
}

function toAlert(
  source: Pick<AlertSource, 'id' | 'kind' | 'name'>,
  entity: Entity,
  groups: readonly string[],
): NewAlert {
  const own = entity.visibleBy.filter((group) => group !== 'public' && groups.includes(group))
  return {
    source,
    watchId: source.id,
    event: 'matched',
    entity,
    visibleTo: own.length > 0 ? own : ['public'],
  }
}
