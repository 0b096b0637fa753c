import { type Detector } from '../detectors/define-detector.ts'

/** One thing to try on a port. */
export type Probe =
  | { readonly kind: 'listen' }
  | { readonly kind: 'tls' }
  | { readonly kind: 'detector'; readonly detector: Detector }

/** Probes that start together, `width` at a time. */
export type Wave = {
  readonly probes: readonly Probe[]
  readonly width: number
  /** The next wave starts when this one is through (a listener need not be), or after this time. */
  readonly patienceMs: number
}

/** Where the probes go. */
export type ProbePlace = {
  readonly port: number
  readonly tunnel: 'none' | 'tls'
  /** The server serves one peer at a time: the first probe has it for itself. */
  readonly isAlone?: boolean
}

const patienceMs = 1500

/**
 * Orders the probes of a port: a listener and what the port number suggests first, TLS and HTTP at
 * once where it suggests nothing, then what is left by prevalence. Detectors over UDP are left out.
 */
export function planProbes(all: readonly Detector[], place: ProbePlace): readonly Wave[] {
  const { port, tunnel } = place
  const detectors = all.filter(({ transport }) => transport === 'tcp')
  if (isPrinterPort(port)) return [{ probes: [{ kind: 'listen' }], width: 1, patienceMs }]
  const portsOf = (detector: Detector) => (tunnel === 'tls' ? detector.tlsPorts : detector.ports)
  const asked = detectors.filter(({ matchBanner, isAlsoAsked }) => !matchBanner || isAlsoAsked)
  const hinted = byPrevalence(asked.filter((detector) => portsOf(detector).includes(port)))
  const isHinted = detectors.some((detector) => portsOf(detector).includes(port))
  const isTlsPort = tunnel === 'none' && detectors.some(({ tlsPorts }) => tlsPorts.includes(port))
  const http = asked.filter(({ id }) => id === 'http')
  const isUnknown = !isHinted && !isTlsPort
  const first = isUnknown ? http : hinted
  const second = http.filter((detector) => !first.includes(detector))
  const rest = asked.filter(
    (detector) =>
      detector.prevalence > 0 && !first.includes(detector) && !second.includes(detector),
  )
  const tls = tunnel === 'none' ? [{ kind: 'tls' } as const] : []
  const tlsFirst = isUnknown || isTlsPort ? tls : []
  const last = { probes: toProbes(byLikelihood(rest, place)), width: 2, patienceMs }
  if (place.isAlone || first.some(({ takesOneConnection }) => takesOneConnection === true)) {
    const others: readonly Probe[] = [{ kind: 'listen' }, ...tls, ...toProbes(second)]
    return [
      { probes: toProbes(first), width: 1, patienceMs },
      { probes: others, width: 3, patienceMs },
      last,
    ]
  }
  return [
    { probes: [{ kind: 'listen' }, ...tlsFirst, ...toProbes(first)], width: 3, patienceMs },
    { probes: [...(tlsFirst.length > 0 ? [] : tls), ...toProbes(second)], width: 2, patienceMs },
    last,
  ]
}

/** Raw printing (JetDirect and its like) puts on paper whatever it gets: such ports are only listened to. */
function isPrinterPort(port: number): boolean {
  return port >= 9100 && port <= 9107
}

function byPrevalence(detectors: readonly Detector[]): readonly Detector[] {
  return detectors.toSorted((a, b) => b.prevalence - a.prevalence)
}

function toProbes(detectors: readonly Detector[]): readonly Probe[] {
  return detectors.map((detector) => ({ kind: 'detector', detector }))
}

/** By prevalence, but first what a moved port looks like: 16379, 33389, 10053. */
function byLikelihood(
  detectors: readonly Detector[],
  { port, tunnel }: ProbePlace,
): readonly Detector[] {
  const isMoved = ({ ports, tlsPorts }: Detector) =>
    (tunnel === 'tls' ? tlsPorts : ports).some((usual) => endsLike(port, usual))
  return detectors.toSorted(
    (a, b) => Number(isMoved(b)) - Number(isMoved(a)) || b.prevalence - a.prevalence,
  )
}

function endsLike(port: number, usual: number): boolean {
  return String(port).endsWith(String(usual).padStart(3, '0'))
}
