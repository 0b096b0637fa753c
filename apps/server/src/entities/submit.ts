import { type Store } from '../store/store.ts'
import { type Batch } from './batch.ts'
import { flattenReport, type ReportRules, type Submission } from './flatten-report.ts'
import { writeBatch } from './write-batch.ts'

/**
 * Takes reports with all that hangs on them: everything valid is written in one transaction, or the
 * first error refuses all of it. What is written can be searched when this resolves.
 */
export async function submit(
  store: Store,
  submissions: readonly Submission[],
  rules: ReportRules,
): Promise<void> {
  const batch = join(submissions.map((submission) => flattenReport(submission, rules)))
  await store.transaction((tx) => writeBatch(tx, batch))
}

function join(batches: readonly Batch[]): Batch {
  return {
    records: batches.flatMap((batch) => batch.records),
    relations: batches.flatMap((batch) => batch.relations),
  }
}
