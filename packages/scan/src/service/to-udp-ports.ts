import { detectors } from '../detectors/index.ts'
import { parsePortSpec } from '../ports/parse-port-spec.ts'
import { topUdpPorts } from '../ports/top-udp-ports.ts'

/**
 * The UDP ports that an option names: those of all UDP detectors for true; throws a `RangeError` on
 * malformed ones.
 */
export function toUdpPorts(udp: boolean | string): readonly number[] {
  if (typeof udp === 'string') return parsePortSpec(udp, topUdpPorts)
  const ofUdp = detectors.filter(({ transport }) => transport === 'udp')
  return udp ? [...new Set(ofUdp.flatMap(({ ports }) => ports))] : []
}
