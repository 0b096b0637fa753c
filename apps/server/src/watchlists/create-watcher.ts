import { type RaisePorts, raiseAlerts } from '../alerts/raise-alerts.ts'
import { type NewAlert } from '../alerts/new-alert.ts'
import { type BatchWatcher } from '../entities/batch-watcher.ts'
import { listSubjects } from './batch-subjects.ts'
import { findMatches } from './find-matches.ts'
import { judgeMatches } from './judge-matches.ts'

/**
 * Raises the alerts of a batch in its transaction: one look-up for all of its entities, and nothing
 * more unless somebody watches one of them.
 */
export function createWatcher(ports: RaisePorts): BatchWatcher {
  return async (tx, batch) => {
    const matches = await findMatches(tx, await listSubjects(tx, batch))
    const alerts: NewAlert[] = []
    for (const own of Map.groupBy(matches, ({ userId }) => userId).values()) {
      alerts.push(...(await judgeMatches(tx, batch, own)))
    }
    await raiseAlerts(tx, ports, { alerts, at: batch.at })
  }
}
