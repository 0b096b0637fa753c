import { type FindingRecord } from '@windvane/model'
import { severities } from './severities.ts'

/** One kind of finding, with each place where it was made. */
export type FindingGroup = Pick<FindingRecord, 'id' | 'title' | 'severity' | 'description'> & {
  readonly places: readonly FindingRecord[]
}

/** Findings by kind, gravest first. */
export function groupFindings(findings: readonly FindingRecord[]): readonly FindingGroup[] {
  const groups = Map.groupBy(findings, ({ id, severity }) => `${severity} ${id}`)
  return [...groups.values()]
    .flatMap((places) => {
      const [first] = places
      if (first === undefined) return []
      const { id, title, severity, description } = first
      return [{ id, title, severity, description, places }]
    })
    .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
}
