import { type ServiceRecord } from '@windvane/model'

/**
 * How long a port may take to be named. An address on which port after port accepts and then says
 * nothing is a tarpit: the rest of its ports get less time.
 */
export class Patience {
  readonly #silent = new Map<string, number>()

  timeoutMs(address: string): number {
    return (this.#silent.get(address) ?? 0) >= tarpitPorts ? shortTimeoutMs : timeoutMs
  }

  note({ address, method, banner }: ServiceRecord): void {
    const isSilent = method === 'port' && banner === undefined
    // One port that speaks ends the suspicion for good.
    const known = this.#silent.get(address) ?? 0
    this.#silent.set(address, isSilent ? known + 1 : -Infinity)
  }
}

const timeoutMs = 8000
const shortTimeoutMs = 2000
const tarpitPorts = 16
