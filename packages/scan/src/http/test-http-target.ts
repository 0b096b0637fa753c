import { createBudget } from '../budget/budget.ts'
import { openDialogue } from '../dialogue/open-dialogue.ts'
import { createScope } from '../scope/scope.ts'
import { toTestTarget } from '../service/test-target.ts'
import { type HttpTarget } from '../service/service-port.ts'

/** A web server on this machine for a test, reached as the stage of a scan reaches it. */
export function toHttpTarget(port: number, options: Partial<HttpTarget> = {}): HttpTarget {
  const { address, signal, ...target } = toTestTarget(port, {
    signal: AbortSignal.timeout(15_000),
    ...options,
  })
  const scope = createScope({ privateAddresses: 'allow' })
  const budget = createBudget().forStage({
    maxConcurrentPerEndpoint: 2,
    maxConnectionsPerEndpoint: 12,
    maxBytesPerConnection: 288 * 1024,
  })
  return {
    tunnel: 'none',
    ...target,
    address,
    signal,
    openDialogue: (dialogue) => openDialogue({ address, port, scope, budget, signal }, dialogue),
    ...options,
  }
}
