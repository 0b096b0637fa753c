import { type FailureRecord, type StageName } from '@windvane/model'
import { type Budget } from '../budget/budget.ts'
import { createDeadline } from '../budget/deadline.ts'
import { openDialogue } from '../dialogue/open-dialogue.ts'
import { type Scope } from '../scope/scope.ts'
import { type OpenDialogue, type ServiceTarget } from '../service/service-port.ts'

/** What every piece of work on a port needs. */
export type PortWorkOptions = {
  readonly stage: StageName
  readonly timeoutMs: number
  readonly scope: Scope
  readonly budget: Budget
  readonly serverName: string | null
  readonly userAgent: string | undefined
  /** Roots in PEM that handshakes trust besides Mozilla's. */
  readonly trustAnchors: readonly string[]
  readonly signal: AbortSignal
  readonly onFailure: (failure: FailureRecord) => void
}

/** What a piece of work is given: its port, and a way to reach that port on other addresses too. */
export type PortWorkTarget = ServiceTarget & {
  readonly reach: (address: string) => OpenDialogue
}

/** Does one piece of work on a port within its time. Whatever goes wrong is told as a failure. */
export async function workOnPort<Result>(
  { address, port }: { readonly address: string; readonly port: number },
  options: PortWorkOptions,
  work: (target: PortWorkTarget) => Promise<Result>,
): Promise<Result | undefined> {
  const { stage, scope, budget, serverName, userAgent, trustAnchors, onFailure } = options
  using deadline = createDeadline(options.timeoutMs, options.signal)
  const { signal } = deadline
  const reach =
    (address: string): OpenDialogue =>
    async (dialogue) =>
      await openDialogue({ address, port, scope, budget, signal, trustAnchors }, dialogue)
  try {
    const target = {
      address,
      port,
      serverName,
      ...(userAgent === undefined ? {} : { userAgent }),
      signal,
      openDialogue: reach(address),
      reach,
    }
    return await Promise.race([work(target), overdue(signal)])
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    onFailure({ stage, address, port, message })
    return undefined
  } finally {
    // Whatever is still open on this port ends now.
    deadline.end(new DOMException('The port is done', 'AbortError'))
  }
}

// What the work may take after its signal to hand over what it has.
const handOverMs = 50

async function overdue(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  const fail = () => setTimeout(() => reject(new Error('The port took too long')), handOverMs)
  if (signal.aborted) fail()
  else signal.addEventListener('abort', fail, { once: true })
  return await promise
}
