import { type PortState, type ScanReport } from '@windvane/model'

/** How many ports are in each state, over all addresses and both transports; states without any left out. */
export function countPortStates({
  ports,
  portGroups,
}: Pick<ScanReport, 'ports' | 'portGroups'>): ReadonlyMap<PortState, number> {
  const counts = new Map<PortState, number>()
  for (const state of portStates) {
    const count =
      ports.filter((port) => port.state === state).length +
      portGroups.reduce((sum, group) => sum + (group.state === state ? group.count : 0), 0)
    if (count > 0) counts.set(state, count)
  }
  return counts
}

const portStates: readonly PortState[] = ['open', 'open|filtered', 'filtered', 'closed']
