import { type Detector } from '../detectors/define-detector.ts'
import { detectors as allDetectors } from '../detectors/index.ts'
import { planProbes } from './plan-probes.ts'
import { PortFindings } from './port-findings.ts'
import { ProbeLayer } from './probe-layer.ts'
import { probeTls } from './probe-tls.ts'
import { raceProbes } from './race-probes.ts'
import { type DetectedService, type ServiceTarget } from './service-port.ts'
import { toServiceRecord } from './to-service-record.ts'

/** How a port is examined. */
export type DetectServiceOptions = {
  /** All of them unless told. */
  readonly detectors?: readonly Detector[]
}

/** All probes of a port together: the port's own deadline is 8 s. */
const portBudgetMs = 7500

/** Names the service of one open port by racing its probes; never rejects for what the peer does. */
export async function detectService(
  target: ServiceTarget,
  { detectors = allDetectors }: DetectServiceOptions = {},
): Promise<DetectedService> {
  const { address, port, serverName, userAgent, openDialogue } = target
  const findings = new PortFindings(target)
  using layer = new ProbeLayer({
    detectors,
    context: {
      host: serverName ?? address,
      port,
      tunnel: 'none',
      ...(userAgent === undefined ? {} : { userAgent }),
    },
    serverName,
    open: (signal) => openDialogue({ signal }),
    findings,
  })
  const isAlone = () => layer.hasGivenWay
  const outcome = await raceProbes(planProbes(detectors, { port, tunnel: 'none' }), {
    run: (probe, signal, claim) =>
      probe.kind === 'tls'
        ? layer.track(probeTls({ target, detectors, findings, signal, isAlone }))
        : layer.run(probe, signal, claim),
    signal: AbortSignal.any([target.signal, AbortSignal.timeout(portBudgetMs)]),
  })
  const service = toServiceRecord(target, { outcome, greeting: layer.greeting })
  return { service, tls: findings.tls, failures: findings.failures }
}
