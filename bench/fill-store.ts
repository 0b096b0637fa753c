import { randomUUID } from 'node:crypto'
import { type Principal } from '@windvane/model'
import { submit } from '../apps/server/src/entities/submit.ts'
import { type Store } from '../apps/server/src/store/store.ts'
import { makeLinkedReports } from './make-reports.ts'

const batchSize = 500

/** Writes `count` different entities and their relations through the write path. */
export async function fillStore(store: Store, count: number): Promise<void> {
  const principal: Principal = {
    userId: randomUUID(),
    alias: 'bench',
    roles: ['reporter'],
    groups: ['public'],
  }
  for (let from = 0; from < count; from += batchSize) {
    const reports = makeLinkedReports(from, Math.min(batchSize, count - from))
    const submissions = reports.map((report) => ({ principal, report }))
    await submit(store, submissions, { privateAddresses: 'refuse' })
  }
}
