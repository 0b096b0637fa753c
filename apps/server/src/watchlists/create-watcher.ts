import { type RaisePorts, raiseAlerts } from '../alerts/raise-alerts.ts'
import { type NewAlert } from '../alerts/new-alert.ts'
import { type BatchWatcher } from '../entities/batch-watcher.ts'
import { listSubjects } from './batch-subjects.ts'
import { findMatches } from './find-matches.ts'
import { judgeMatches } from './judge-matches.ts'
import { createWatchFilter } from './watch-filter.ts'

/**
 * Raises the alerts of a batch in its transaction. What this process knows of the watches tells most
 * batches that nobody watches them, without a statement; the others cost one look-up for all of their
 * entities, and more only where it finds a watch.
 */
export function createWatcher(ports: RaisePorts): BatchWatcher {
  const filter = createWatchFilter()
  return async (tx, batch) => {
    await filter.update(tx, batch.watchVersion)
    const subjects = (await listSubjects(tx, batch)).filter(filter.mayMatch)
    if (subjects.length === 0) return
    const matches = await findMatches(tx, subjects)
    const alerts: NewAlert[] = []
    for (const own of Map.groupBy(matches, ({ userId }) => userId).values()) {
      alerts.push(...(await judgeMatches(tx, batch, own)))
    }
    await raiseAlerts(tx, ports, { alerts, at: batch.at })
  }
}
