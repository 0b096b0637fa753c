import { type FailureRecord, type TlsRecord } from '@windvane/model'

import { toTlsRecord } from '../tls/to-tls-record.ts'
import { DialogueError, type Handshake, type ServiceTarget } from './service-port.ts'

/** What the probes of one port leave behind besides their answer. */
export class PortFindings {
  readonly tls: TlsRecord[] = []
  readonly failures: FailureRecord[] = []
  readonly #target: ServiceTarget

  constructor(target: ServiceTarget) {
    this.#target = target
  }

  addHandshake(
    handshake: Handshake,
    how: { readonly tunnel: 'tls' | 'starttls'; readonly serverName: string | null },
  ): void {
    const { address, port, serverName: scannedName } = this.#target
    const record = toTlsRecord(handshake, { address, port, scannedName, ...how })
    if (record) this.tls.push(record)
  }

  /** A peer that refuses, breaks off or stays silent is an answer; only the rest is a failure. */
  addError(error: unknown, detector: string): void {
    if (error instanceof DialogueError && !isOwnTrouble(error)) return
    const message = error instanceof Error ? error.message : String(error)
    this.addFailure({ stage: 'services', detector, message })
  }

  /** The same trouble is told once, however many probes met it. */
  addFailure(failure: Omit<FailureRecord, 'address' | 'port'>): void {
    if (this.failures.some(({ message }) => message === failure.message)) return
    const { address, port } = this.#target
    this.failures.push({ ...failure, address, port })
  }
}

function isOwnTrouble({ reason }: DialogueError): boolean {
  return reason === 'local' || reason === 'scope' || reason === 'unreachable'
}
