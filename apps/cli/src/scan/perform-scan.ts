import { isIP } from 'node:net'
import { AppError, type ScanEvent, type ScanReport } from '@windvane/model'
import { collectReport, createScope, type Resolver, scan, systemResolver } from '@windvane/scan'
import { CommandError } from '../define-command.ts'
import { printable } from '../terminal/printable.ts'
import { type ScanRequest } from './parse-scan-request.ts'

export type PerformOptions = {
  readonly trustAnchors: readonly string[]
  readonly signal: AbortSignal
  /** Called with each event as it happens. */
  readonly onEvent: (event: ScanEvent) => void
}

/** Runs the scan to its report. Throws a `CommandError` when the engine cannot run. */
export async function performScan(
  request: ScanRequest,
  { trustAnchors, signal, onEvent }: PerformOptions,
): Promise<ScanReport> {
  const { target, ports, profile, hasServices: services, deadlineMs, family } = request
  try {
    const events = scan(target, {
      ports,
      profile,
      services,
      scope: createScope({ privateAddresses: 'allow' }),
      signal,
      trustAnchors,
      ...(family === undefined ? {} : { resolver: onlyFamily(systemResolver, family) }),
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    })
    return await collectReport(target, tap(events, onEvent))
  } catch (error) {
    if (error instanceof CommandError) throw error
    const isUsage = error instanceof AppError || error instanceof RangeError
    const message = error instanceof Error ? error.message : String(error)
    throw new CommandError(isUsage ? message : `Cannot scan: ${printable(message, 300)}`, {
      exitCode: isUsage ? 64 : 69,
      cause: error,
    })
  }
}

function onlyFamily(resolver: Resolver, family: 4 | 6): Resolver {
  return {
    ...resolver,
    async resolve(name) {
      const addresses = await resolver.resolve(name)
      return addresses.filter((address) => isIP(address) === family)
    },
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
