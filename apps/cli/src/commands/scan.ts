import { type ScanEvent, type ScanReport } from '@windvane/model'
import picocolors from 'picocolors'
import { compareReports, type Comparison } from '../compare/compare-reports.ts'
import { type NmapScan } from '../compare/parse-nmap-xml.ts'
import { defineCommand, type Environment } from '../define-command.ts'
import { toJson } from '../output/to-json.ts'
import { checkOutput, writeOutput } from '../output/write-file.ts'
import { onReaderGone, writeText } from '../output/write-text.ts'
import { renderReport } from '../report/render-report.ts'
import { createView } from '../scan/create-view.ts'
import { exitCodes, toExitCode } from '../scan/exit-codes.ts'
import { createInterrupt } from '../scan/interrupt.ts'
import { parseScanRequest, type ScanRequest } from '../scan/parse-scan-request.ts'
import { performScan } from '../scan/perform-scan.ts'
import { readNmapFile } from '../scan/read-nmap-file.ts'
import { readTrustAnchors } from '../scan/read-trust-anchors.ts'
import { formatComparison } from '../terminal/format-comparison.ts'
import { formatReport } from '../terminal/format-report.ts'
import { hasColour } from '../terminal/has-colour.ts'
import { printable } from '../terminal/printable.ts'
import { type ScanView } from '../terminal/scan-view.ts'

export const scan = defineCommand({
  name: 'scan',
  argument: ['<target>', 'an IP address or host name that you may scan'],
  summary: 'Scan a host from this machine: ports, services, certificates. Needs no server.',
  options: [
    { flags: '--ports <spec>', description: '22,80,1-1024,top100,top1000,all', default: 'top1000' },
    { flags: '--profile <name>', description: 'gentle, normal, full, fast', default: 'normal' },
    { flags: '-4', description: 'scan only IPv4 addresses of a name' },
    { flags: '-6', description: 'scan only IPv6 addresses of a name' },
    { flags: '--no-services', description: 'find open ports only' },
    { flags: '--ca <file>', description: 'PEM certificates to trust besides the usual roots' },
    { flags: '--timeout <duration>', description: 'end after so long: 90s, 5m, 1h (15m)' },
    { flags: '--open', description: 'show only open ports, as it does anyway' },
    { flags: '--no-open', description: 'show closed and filtered ports, too' },
    { flags: '--json', description: 'print the report as one JSON document' },
    { flags: '--ndjson', description: 'print each event as a line of JSON as it happens' },
    { flags: '--report <file>', description: 'write the report as one self-contained HTML page' },
    { flags: '--compare <file>', description: 'hold the ports against the XML of nmap -oX' },
    { flags: '--strict', description: 'with --compare: services count, too' },
    {
      flags: '--findings <severity>',
      description: 'exit with 3 from this severity: info, low, medium, high, critical',
    },
  ],
  examples: [
    'windvane scan 192.0.2.1',
    'windvane scan www.example --ports all --report www.html',
    'windvane scan www.example --json | jq .services',
    'windvane scan www.example --ndjson | grep \'"kind":"finding"\'',
    'windvane scan 192.0.2.1 --compare nmap.xml --strict',
    'windvane scan www.example --findings high --timeout 5m || echo "look at it"',
  ],
  exitCodes,
  async run({ words, options, environment }) {
    const request = parseScanRequest(words, options)
    const { reportFile, threshold } = request
    const { trustAnchors, nmap } = await readFiles(request)
    if (reportFile !== undefined) await checkOutput(reportFile)
    const view = createView(request, environment)
    using interrupt = createInterrupt(() => view.say(endingNote))
    onReaderGone(interrupt.end)
    const report = await showScan(request, { trustAnchors, signal: interrupt.signal, view })
    const comparison = nmap && compareReports(report, nmap, { isStrict: request.isStrict })
    await writeText(formatOutput(report, { request, comparison, environment }))
    await writeReport(report, request)
    return toExitCode({
      report,
      ...(threshold === undefined ? {} : { threshold }),
      ...(comparison === undefined ? {} : { comparison }),
    })
  },
})

const endingNote = 'ending; what was found is printed, Ctrl-C again ends at once'

type GivenFiles = { readonly trustAnchors: readonly string[]; readonly nmap?: NmapScan }

/** Everything that could be wrong with the user's files is found before a packet is sent. */
async function readFiles({ trustAnchorFile, compareFile }: ScanRequest): Promise<GivenFiles> {
  return {
    trustAnchors: trustAnchorFile === undefined ? [] : await readTrustAnchors(trustAnchorFile),
    ...(compareFile === undefined ? {} : { nmap: await readNmapFile(compareFile) }),
  }
}

type ShowOptions = {
  readonly trustAnchors: readonly string[]
  readonly signal: AbortSignal
  readonly view: ScanView
}

async function showScan(
  request: ScanRequest,
  { trustAnchors, signal, view }: ShowOptions,
): Promise<ScanReport> {
  const onEvent = (event: ScanEvent) => {
    view.show(event)
    if (request.output === 'ndjson') process.stdout.write(`${toJson(event)}\n`)
  }
  try {
    return await performScan(request, { trustAnchors, signal, onEvent })
  } finally {
    view.end()
  }
}

async function writeReport(report: ScanReport, { reportFile, output }: ScanRequest): Promise<void> {
  if (reportFile === undefined) return
  await writeOutput(reportFile, renderReport(report))
  if (output !== 'table') return
  process.stderr.write(`The report is in ${printable(reportFile, 500)}\n`)
}

type OutputOptions = {
  readonly request: ScanRequest
  readonly comparison: Comparison | undefined
  readonly environment: Environment
}

function formatOutput(
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
        width: stdout.isTTY ? Math.max(20, stdout.columns) : Number.POSITIVE_INFINITY,
        colours: picocolors.createColors(hasColour(stdout, environment.variables)),
        hasAllStates: request.hasAllStates,
      }
      const compared = comparison === undefined ? '' : `\n${formatComparison(comparison, format)}`
      return `${formatReport(report, format)}${compared}`
    }
  }
}
