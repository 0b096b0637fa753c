import { type ScanEvent, type ScanReport } from '@windvane/model'
import { compareReports } from '../compare/compare-reports.ts'
import { type Environment } from '../define-command.ts'
import { formatOutput } from '../output/format-output.ts'
import { toJson } from '../output/to-json.ts'
import { checkOutput, writeOutput } from '../output/write-file.ts'
import { onReaderGone, writeText } from '../output/write-text.ts'
import { renderReport } from '../report/render-report.ts'
import { printable } from '../terminal/printable.ts'
import { createView } from './create-view.ts'
import { toExitCode } from './exit-codes.ts'
import { createInterrupt } from './interrupt.ts'
import { type ScanRequest } from './parse-scan-request.ts'
import { performScan } from './perform-scan.ts'
import { readGivenFiles } from './read-given-files.ts'
import { tellForecast } from './tell-forecast.ts'
import { toEngineOptions } from './to-engine-options.ts'

/** Scans, shows and writes what the request asks for; resolves to the exit code. */
export async function runScan(request: ScanRequest, environment: Environment): Promise<number> {
  const { target, reportFile, threshold, isStrict } = request
  const files = await readGivenFiles(request)
  if (request.isDryRun) return await tellForecast(request, files)
  if (reportFile !== undefined) await checkOutput(reportFile)
  const view = createView(request, environment)
  using interrupt = createInterrupt(() => view.say(endingNote))
  onReaderGone(interrupt.end)
  const options = toEngineOptions(request, files, interrupt.signal)
  const report = await performScan(target, options, (event) => {
    view.show(event)
    if (request.output === 'ndjson') writeEvent(event)
  }).finally(() => view.end())
  const comparison = files.nmap && compareReports(report, files.nmap, { isStrict })
  await writeText(formatOutput(report, { request, comparison, environment }))
  await writeReport(report, request)
  return toExitCode({
    report,
    ...(threshold === undefined ? {} : { threshold }),
    ...(comparison === undefined ? {} : { comparison }),
  })
}

const endingNote = 'ending; what was found is printed, Ctrl-C again ends at once'

function writeEvent(event: ScanEvent): void {
  process.stdout.write(`${toJson(event)}\n`)
}

async function writeReport(report: ScanReport, { reportFile, output }: ScanRequest): Promise<void> {
  if (reportFile === undefined) return
  await writeOutput(reportFile, renderReport(report))
  if (output !== 'table') return
  process.stderr.write(`The report is in ${printable(reportFile, 500)}\n`)
}
