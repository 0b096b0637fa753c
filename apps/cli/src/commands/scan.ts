import { isIP } from 'node:net'
import { AppError, type ScanEvent, type ScanReport } from '@windvane/model'
import { collectReport, createScope, scan as runScan } from '@windvane/scan'
import { CommandError, defineCommand } from '../define-command.ts'
import { printable } from '../terminal/printable.ts'
import { createScanView } from '../terminal/scan-view.ts'

export const scan = defineCommand({
  name: 'scan',
  argument: ['<target>', 'an IP address or host name you may scan'],
  summary: 'Scan a host from this machine: ports, services, certificates. Needs no server.',
  options: [
    { flags: '--ports <list>', description: '22,80,1-1024,top100,top1000,all', default: 'top1000' },
    { flags: '--profile <name>', description: 'gentle, normal, full, fast', default: 'normal' },
    { flags: '--json', description: 'print the report as JSON' },
  ],
  examples: ['windvane scan 127.0.0.1', 'windvane scan scanme.example --ports all --json'],
  async run({ words, options, environment }) {
    const target = parseTarget(words[0] ?? '')
    const cancel = new AbortController()
    process.once('SIGINT', () => cancel.abort())
    const view = createScanView({
      output: process.stderr,
      isLive: process.stderr.isTTY && options['json'] !== true,
      hasColour: environment.hasColour,
    })
    const report = await scanTarget(target, {
      ports: String(options['ports']),
      profile: toProfile(options['profile']),
      signal: cancel.signal,
      onEvent: view.show,
    })
    view.end()
    process.stdout.write(
      options['json'] === true ? `${JSON.stringify(report, undefined, 2)}\n` : view.format(report),
    )
    return toExitCode(report)
  },
})

/** An address, or a host name of RFC 1123; unlike the API also a single label such as `localhost`. */
function parseTarget(text: string): string {
  const labels = text.split('.')
  const isName = text.length <= 253 && labels.every((label) => hostLabel.test(label))
  if (isIP(text) !== 0 || isName) return text
  throw new CommandError(`Cannot scan "${printable(text)}": it is no IP address and no host name`, {
    exitCode: 64,
  })
}

const hostLabel = /^(?!-)[a-zA-Z0-9-]{1,63}(?<!-)$/

const profiles = ['gentle', 'normal', 'full', 'fast'] as const

function toProfile(option: string | boolean | undefined): (typeof profiles)[number] {
  const profile = profiles.find((name) => name === option)
  if (profile !== undefined) return profile
  throw new CommandError(`Cannot use profile "${option}": choose one of ${profiles.join(', ')}`, {
    exitCode: 64,
  })
}

type ScanTargetOptions = {
  readonly ports: string
  readonly profile: (typeof profiles)[number]
  readonly signal: AbortSignal
  readonly onEvent: (event: ScanEvent) => void
}

async function scanTarget(target: string, options: ScanTargetOptions): Promise<ScanReport> {
  const { onEvent, ...rest } = options
  try {
    const scope = createScope({ privateAddresses: 'allow' })
    return await collectReport(target, tap(runScan(target, { ...rest, scope }), onEvent))
  } catch (error) {
    if (error instanceof AppError || error instanceof RangeError) {
      throw new CommandError(error.message, { exitCode: 64, cause: error })
    }
    throw error
  }
}

async function* tap(
  events: AsyncIterable<ScanEvent>,
  onEvent: (event: ScanEvent) => void,
): AsyncIterable<ScanEvent> {
  for await (const event of events) {
    onEvent(event)
    yield event
  }
}

/** 0 when the scan ran to its end, 2 when it was cut short, 1 when there was nothing to scan. */
function toExitCode({ summary, addresses }: ScanReport): number {
  if (addresses.every((address) => address.skipped !== undefined)) return 1
  return summary.stopReason === 'complete' || summary.stopReason === 'all-open' ? 0 : 2
}
