import { type Detector } from '../detectors/define-detector.ts'

/** Which detectors ask which port, the likelier first, and the ports in the order of asking. */
export type UdpPlan = {
  readonly detectorsOf: (port: number) => readonly Detector[]
  /** Those with a detector first, as few others answer; each part in random order. */
  readonly ports: readonly number[]
}

/** Plans the ports of a sweep; detectors over TCP are left out. */
export function planUdpPorts(
  ports: readonly number[],
  detectors: readonly Detector[],
  random: () => number,
): UdpPlan {
  const byPort = new Map<number, Detector[]>()
  const known = detectors.filter(({ transport }) => transport === 'udp')
  for (const detector of known.toSorted((a, b) => b.prevalence - a.prevalence)) {
    for (const port of detector.ports) {
      byPort.set(port, [...(byPort.get(port) ?? []), detector])
    }
  }
  const ordered = [...new Set(ports)]
    .map((port) => ({ port, rank: (byPort.has(port) ? 0 : 1) + random() }))
    .toSorted((a, b) => a.rank - b.rank)
  return {
    detectorsOf: (port) => byPort.get(port) ?? [],
    ports: ordered.map(({ port }) => port),
  }
}
