import { type PortGroup, type PortRecord } from '@windvane/model'
import { formatPorts } from '../ports/format-ports.ts'

/** Counts the ports that share a verdict, instead of keeping a record of each. */
export class PortTally {
  readonly #groups = new Map<string, { readonly like: PortRecord; readonly ports: number[] }>()

  add(port: PortRecord): void {
    const { address, transport, state, reason, tries } = port
    const key = `${address} ${transport} ${state} ${tries} ${reason}`
    const group = this.#groups.get(key)
    if (group) group.ports.push(port.port)
    else this.#groups.set(key, { like: port, ports: [port.port] })
  }

  /** The groups, largest first. */
  take(): readonly PortGroup[] {
    return [...this.#groups.values()]
      .toSorted((a, b) => b.ports.length - a.ports.length)
      .map(({ like: { address, transport, state, reason, tries }, ports }) => ({
        address,
        transport,
        state,
        reason,
        tries,
        count: ports.length,
        ports: formatPorts(ports),
      }))
  }
}
