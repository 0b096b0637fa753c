import { type Store } from '../store/store.ts'
import { type Batch } from './batch.ts'
import { type BatchWatcher } from './batch-watcher.ts'
import { flattenReport, type ReportRules, type Submission } from './flatten-report.ts'
import { writeBatch } from './write-batch.ts'

export type SubmitOptions = ReportRules & { readonly watcher?: BatchWatcher }

/**
 * Takes reports with all that hangs on them: everything valid is written in one transaction, or the
 * first error refuses all of it. What is written can be searched when this resolves.
 */
export async function submit(
  store: Store,
  submissions: readonly Submission[],
  options: SubmitOptions,
): Promise<void> {
  const batch = join(submissions.map((submission) => flattenReport(submission, options)))
  await store.transaction((tx) => writeBatch(tx, batch, options.watcher))
}

function join(batches: readonly Batch[]): Batch {
  return {
    records: batches.flatMap((batch) => batch.records),
    relations: batches.flatMap((batch) => batch.relations),
  }
}
