import picocolors from 'picocolors'
import { type Environment } from '../define-command.ts'
import { hasColour } from '../terminal/has-colour.ts'
import { LiveView } from '../terminal/live-view.ts'
import { PlainView } from '../terminal/plain-view.ts'
import { type ScanView, silentView } from '../terminal/scan-view.ts'
import { type ScanRequest } from './parse-scan-request.ts'

/** Lines of progress for logs come this far apart, so a short scan writes none. */
const plainEveryMs = 5000

/** How a scan is shown while it runs: a live table where there is a terminal. */
export function createView(
  { output, hasAllStates, hasServices }: ScanRequest,
  { variables }: Environment,
): ScanView {
  if (output !== 'table') return silentView
  const { stdout, stderr } = process
  const terminal = [stderr, stdout].find((stream) => stream.isTTY)
  if (terminal === undefined || variables['TERM'] === 'dumb') {
    return new PlainView({ output: stderr, everyMs: plainEveryMs, hasServices })
  }
  const colours = picocolors.createColors(hasColour(terminal, variables))
  return new LiveView({ output: terminal, colours, hasAllStates, hasServices })
}
