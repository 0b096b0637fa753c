import { type FailureRecord, type PaceSample, type PortRecord } from '@windvane/model'
import { type SharedPace } from '../budget/shared-pace.ts'
import { orderPorts } from '../ports/port-order.ts'
import { chooseTransport } from '../portscan/choose-transport.ts'
import { type ExternalScanner } from '../portscan/external/external-scanner.ts'
import { sweepWithHelp } from '../portscan/external/sweep-with-help.ts'
import { type SweepProfile } from '../portscan/sweep-profile.ts'
import { sweepPorts, type SweepOutcome, type SweepRequest } from '../portscan/sweep-ports.ts'

/** What the sweeps work with, and whom they tell. */
export type PortSweepsOptions = {
  readonly ports: readonly number[]
  readonly profile: SweepProfile
  readonly helper: ExternalScanner | undefined
  readonly shared: SharedPace | undefined
  readonly onPort: (port: PortRecord) => void
  /** Told the ports judged so far, of all that are planned. */
  readonly onProgress: (done: number, total: number) => void
  /** Told when the sweep of an address is over. */
  readonly onSwept: (address: string, outcome: SweepOutcome) => void
  readonly onFailure: (failure: FailureRecord) => void
}

/** Sweeps the TCP ports of one address after the other. */
export class PortSweeps {
  readonly #options: PortSweepsOptions
  readonly #outcomes: SweepOutcome[] = []
  #portScan = 'connect'
  #planned = 0
  #toldAt = 0

  constructor(options: PortSweepsOptions) {
    this.#options = options
  }

  async run(addresses: readonly string[], signal: AbortSignal): Promise<void> {
    const { ports, profile, shared, onPort, onSwept } = this.#options
    this.#planned = ports.length * addresses.length
    if (ports.length === 0) return
    const transport = await chooseTransport()
    this.#portScan = transport.name
    const sweep = await this.#chooseSweep()
    for (const [index, address] of addresses.entries()) {
      if (signal.aborted) break
      const before = index * ports.length
      const outcome = await sweep({
        address,
        ports: orderPorts(ports, Math.random),
        profile,
        transport,
        shared,
        signal,
        random: Math.random,
        onPort,
        onProgress: (done) => this.#tellProgress(before + done),
      })
      this.#outcomes.push(outcome)
      onSwept(address, outcome)
    }
    this.#options.onProgress(this.judged, this.#planned)
  }

  /** What found the ports: `connect-fast`, `nmap 7.93`. */
  get portScan(): string {
    return this.#portScan
  }

  get planned(): number {
    return this.#planned
  }

  get judged(): number {
    return this.#outcomes.reduce((total, { judged }) => total + judged, 0)
  }

  get outcomes(): readonly SweepOutcome[] {
    return this.#outcomes
  }

  /** Of the first address: one host is rarely scanned by several, and never at different paces. */
  get pace(): readonly PaceSample[] {
    return this.#outcomes[0]?.pace ?? []
  }

  async #chooseSweep(): Promise<(request: SweepRequest) => Promise<SweepOutcome>> {
    const { helper: scanner, onFailure } = this.#options
    if (scanner === undefined) return sweepPorts
    const fail = (reason: string) =>
      onFailure({ stage: 'ports', message: `${reason}: scanned without it` })
    const capability = await scanner.findCapability()
    if (!capability.isAvailable) {
      fail(capability.reason)
      return sweepPorts
    }
    this.#portScan = `${scanner.id} ${capability.version}`
    const onTrouble = ({ message }: Error) => fail(message)
    return async (request) => await sweepWithHelp({ ...request, scanner, capability, onTrouble })
  }

  #tellProgress(done: number): void {
    const now = performance.now()
    if (now - this.#toldAt < progressIntervalMs) return
    this.#toldAt = now
    this.#options.onProgress(done, this.#planned)
  }
}

const progressIntervalMs = 100
