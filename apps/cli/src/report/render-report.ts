import { type ScanReport } from '@windvane/model'

export function renderReport(report: ScanReport): string {
  return JSON.stringify(report)
}
