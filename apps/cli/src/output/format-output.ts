import { type ScanReport } from '@windvane/model'
import picocolors from 'picocolors'
import { type Comparison } from '../compare/compare-reports.ts'
import { type Environment } from '../define-command.ts'
import { type ScanRequest } from '../scan/parse-scan-request.ts'
import { formatComparison } from '../terminal/format-comparison.ts'
import { formatReport } from '../terminal/format-report.ts'
import { hasColour } from '../terminal/has-colour.ts'
import { terminalSize } from '../terminal/terminal-size.ts'
import { toJson } from './to-json.ts'

export type OutputOptions = {
  readonly request: ScanRequest
  readonly comparison: Comparison | undefined
  readonly environment: Environment
}

/** What a scan prints when it is through, in the form that was asked for. */
export function formatOutput(
  report: ScanReport,
  { request, comparison, environment }: OutputOptions,
): string {
  switch (request.output) {
    case 'json':
      return `${toJson(comparison === undefined ? report : { ...report, comparison }, 2)}\n`
    case 'ndjson':
      return comparison === undefined ? '' : `${toJson({ kind: 'comparison', comparison })}\n`
    case 'table': {
      const { stdout } = process
      const format = {
        width: stdout.isTTY ? Math.max(20, terminalSize(stdout).columns) : Number.POSITIVE_INFINITY,
        colours: picocolors.createColors(hasColour(stdout, environment.variables)),
        hasAllStates: request.hasAllStates,
      }
      const compared = comparison === undefined ? '' : `\n${formatComparison(comparison, format)}`
      return `${formatReport(report, format)}${compared}`
    }
  }
}
