import { type PortGroup, type PortPlace, type PortState } from '@windvane/model'

/** What a scan found at a port; `undefined` where it did not look. */
export type PortVerdicts = (place: PortPlace) => PortState | undefined

/** Reads the verdicts of a report, of the ports with a record and of those that are only counted. */
export function readVerdicts({ ports, portGroups }: FoundPorts): PortVerdicts {
  const records = new Map(ports.map((port) => [toKey(port), port.state]))
  const groups = Map.groupBy(portGroups.map(toMarked), ({ host }) => host)
  return (place) =>
    records.get(toKey(place)) ??
    groups.get(toHost(place))?.find(({ marks }) => marks[place.port] === 1)?.state
}

type FoundPorts = {
  readonly ports: readonly (PortPlace & { readonly state: PortState })[]
  readonly portGroups: readonly PortGroup[]
}

/** One text for one port, to find it by. */
export function toKey(place: PortPlace): string {
  return `${toHost(place)} ${place.port}`
}

type Host = Pick<PortPlace, 'address' | 'transport'>

function toHost({ address, transport }: Host): string {
  return `${address} ${transport}`
}

type MarkedGroup = {
  readonly host: string
  readonly state: PortState
  readonly marks: Uint8Array
}

function toMarked(group: PortGroup): MarkedGroup {
  return { host: toHost(group), state: group.state, marks: markPorts(group.ports) }
}

/**
 * `1-21,23` as one mark per number. The list of a group may be far longer than what people may ask
 * for, so `parsePortSpec` refuses it; what is no number or range within the ports marks nothing.
 */
export function markPorts(text: string): Uint8Array {
  const marks = new Uint8Array(65_536)
  for (const [, first, last = first] of text.matchAll(/(?<=^|,)(\d{1,5})(?:-(\d{1,5}))?(?=,|$)/g)) {
    marks.fill(1, Math.max(1, Number(first)), Math.min(65_535, Number(last)) + 1)
  }
  return marks
}
