import { AppError, type ScanEvent, type ScanReport } from '@windvane/model'
import { collectReport, scan, type ScanOptions } from '@windvane/scan'
import { CommandError } from '../define-command.ts'
import { printable } from '../terminal/printable.ts'

/** Runs a scan to its report and tells each event as it happens. Throws a `CommandError` when the engine cannot run. */
export async function performScan(
  target: string,
  options: ScanOptions,
  onEvent: (event: ScanEvent) => void,
): Promise<ScanReport> {
  try {
    return await collectReport(target, tap(scan(target, options), onEvent))
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw toCommandError(error)
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

function toCommandError(error: unknown): CommandError {
  const isUsage = error instanceof AppError || error instanceof RangeError
  const message = error instanceof Error ? error.message : String(error)
  return new CommandError(isUsage ? message : `Cannot scan: ${printable(message, 300)}`, {
    exitCode: isUsage ? 64 : 69,
    cause: error,
  })
}
