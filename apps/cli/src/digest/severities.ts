import { type FindingRecord, type Severity } from '@windvane/model'

/** The severities, gravest first. */
export const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

/** Whether a severity is as grave as the threshold, or graver. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold)
}

/** The gravest severity among findings. */
export function findWorst(findings: readonly FindingRecord[]): Severity | undefined {
  return severities.find((severity) => findings.some((finding) => finding.severity === severity))
}
