import { orderPorts } from '../../ports/port-order.ts'
import { topPorts } from '../../ports/top-ports.ts'
import { sweepPorts, type SweepOutcome, type SweepRequest } from '../sweep-ports.ts'
import { type Capability, type ExternalScanner, type ExternalVerdict } from './external-scanner.ts'

/** The sweep of an address with the help of an installed scanner. */
export type HelpedSweep = SweepRequest & {
  readonly scanner: ExternalScanner
  readonly capability: Extract<Capability, { isAvailable: true }>
  /** Told when the scanner fails; the sweep then does the work alone. */
  readonly onTrouble: (error: Error) => void
}

/**
 * Lets an installed scanner look first, then connects to what it calls open and to what it said
 * nothing about: its word alone never makes a port open, and its silence closes no likely port.
 */
export async function sweepWithHelp(sweep: HelpedSweep): Promise<SweepOutcome> {
  const { scanner, capability, onTrouble, ...request } = sweep
  const said = new Map<number, ExternalVerdict>()
  try {
    await scanner.scan({
      address: request.address,
      ports: request.ports.ports,
      ratePerSecond: request.profile.answeringRatePerSecond,
      capability,
      signal: request.signal,
      onPort: (verdict) => said.set(verdict.port, verdict),
    })
  } catch (error) {
    onTrouble(error instanceof Error ? error : new Error(String(error)))
    return await sweepPorts(request)
  }
  const isSettled = (port: number) => {
    const state = said.get(port)?.state
    return state === undefined ? scanner.id === 'masscan' && !likely.has(port) : state !== 'open'
  }
  const [settled, unsettled] = [
    request.ports.ports.filter(isSettled),
    request.ports.ports.filter((port) => !isSettled(port)),
  ]
  for (const port of settled) {
    const { state, reason } = said.get(port) ?? unsaid
    request.onPort({ address: request.address, port, transport: 'tcp', state, reason, tries: 1 })
  }
  const outcome = await sweepPorts({
    ...request,
    ports: orderPorts(unsettled, request.random),
    onProgress: (done) => request.onProgress(settled.length + done),
  })
  return { ...outcome, judged: outcome.judged + settled.length }
}

const likely: ReadonlySet<number> = new Set(topPorts)

/** masscan does not tell closed from silent. */
const unsaid = { state: 'filtered', reason: 'no-response' } as const
