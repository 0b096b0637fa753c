import { type Detector } from '../detectors/define-detector.ts'
import { planProbes } from './plan-probes.ts'
import { type PortFindings } from './port-findings.ts'
import { ProbeLayer } from './probe-layer.ts'
import { type ProbeOutcome } from './probe-outcome.ts'
import { raceProbes } from './race-probes.ts'
import { type Dialogue, DialogueError, type Handshake, type ServiceTarget } from './service-port.ts'

/** What the TLS probe works with. */
export type TlsProbeOptions = {
  readonly target: ServiceTarget
  readonly detectors: readonly Detector[]
  readonly findings: PortFindings
  readonly signal: AbortSignal
  /** Whether the server was found to serve one peer at a time: then never two connections at once. */
  readonly isAlone: () => boolean
}

const webProtocols = ['h2', 'http/1.1']

/** Tries a TLS handshake; when it succeeds, races the detectors again inside. */
export async function probeTls(options: TlsProbeOptions): Promise<ProbeOutcome | undefined> {
  const met = await shakeHands(options)
  if (!met) return undefined
  if (met instanceof DialogueError) return shownOnly(met)
  const looking = lookInside(met, options)
  if (options.isAlone()) await looking
  const [inside] = await Promise.all([looking, shakeHandsUnnamed(options)])
  return inside
}

/**
 * A connection, or the error of a server that has shown a certificate and then broken off. A server
 * may refuse an unknown ALPN name (RFC 7301 3.2), so that failure is tried again without.
 */
async function shakeHands(options: TlsProbeOptions): Promise<Dialogue | DialogueError | undefined> {
  const { serverName } = options.target
  for (const secure of [{ serverName, alpn: webProtocols }, { serverName }]) {
    try {
      const dialogue = await options.target.openDialogue({ signal: options.signal, secure })
      addHandshake(dialogue.handshake, serverName, options)
      return dialogue
    } catch (error) {
      options.findings.addError(error, 'tls')
      if (!(error instanceof DialogueError)) return undefined
      const isShown = addBrokenHandshake(error, serverName, options)
      if (!error.message.includes('NO_APPLICATION_PROTOCOL')) return isShown ? error : undefined
    }
  }
  return undefined
}

/** The default certificate often names other hosts; it is worth a handshake without SNI. */
async function shakeHandsUnnamed(options: TlsProbeOptions): Promise<void> {
  if (options.target.serverName === null) return
  try {
    // Not ended by the race: a port that has been named still wants its second certificate.
    const signal = options.target.signal
    const dialogue = await options.target.openDialogue({ signal, secure: { serverName: null } })
    addHandshake(dialogue.handshake, null, options)
    dialogue.close()
  } catch (error) {
    if (error instanceof DialogueError) addBrokenHandshake(error, null, options)
    options.findings.addError(error, 'tls')
  }
}

function addHandshake(
  handshake: Handshake | undefined,
  serverName: string | null,
  { findings }: TlsProbeOptions,
): void {
  if (handshake) findings.addHandshake(handshake, { tunnel: 'tls', serverName })
}

/** A server that wants a certificate of ours breaks off, but has shown its own by then. */
function addBrokenHandshake(
  { handshake }: DialogueError,
  serverName: string | null,
  options: TlsProbeOptions,
): boolean {
  const isShown = handshake !== undefined && handshake.chain.length > 0
  if (isShown) addHandshake(handshake, serverName, options)
  return isShown
}

async function lookInside(opened: Dialogue, options: TlsProbeOptions): Promise<ProbeOutcome> {
  const { target, detectors, findings, signal } = options
  const { serverName, address, port, userAgent } = target
  const alpn = opened.handshake?.alpn
  const secure = { serverName, ...(alpn === undefined ? {} : { alpn: ['http/1.1'] }) }
  if (alpn === 'h2') opened.close()
  using layer = new ProbeLayer({
    detectors,
    context: {
      host: serverName ?? address,
      port,
      tunnel: 'tls',
      ...(userAgent === undefined ? {} : { userAgent }),
    },
    serverName,
    open: (signal) => target.openDialogue({ signal, secure }),
    ...(alpn === 'h2' ? {} : { opened }),
    findings,
  })
  // A server that has agreed to speak HTTP is asked in HTTP, whatever its port number suggests.
  const usualPort = alpn === undefined ? port : 443
  const place = { port: usualPort, tunnel: 'tls', isAlone: options.isAlone() } as const
  const outcome = await raceProbes(planProbes(detectors, place), {
    run: async (probe, signal, claim) =>
      probe.kind === 'tls' ? undefined : layer.run(probe, signal, claim),
    signal,
  })
  return outcome ? { ...outcome, ...withAlpn(outcome, alpn) } : unknownInside(opened, layer)
}

function withAlpn({ match }: ProbeOutcome, alpn: string | undefined): Pick<ProbeOutcome, 'match'> {
  return { match: alpn === undefined ? match : { ...match, extra: { ...match.extra, alpn } } }
}

function shownOnly(error: DialogueError): ProbeOutcome {
  return toTlsOutcome(`certificate shown; ${error.message}`, Buffer.alloc(0))
}

function unknownInside({ handshake }: Dialogue, layer: ProbeLayer): ProbeOutcome {
  const version = handshake?.version ?? 'TLS'
  return toTlsOutcome(`${version} handshake; nothing recognised inside`, layer.greeting)
}

function toTlsOutcome(evidence: string, greeting: Buffer): ProbeOutcome {
  const received = greeting.subarray(0, 4096)
  return {
    match: { service: 'tls', confidence: 90, evidence, clues: [], extra: {} },
    detector: 'tls',
    method: 'tls',
    tunnel: 'tls',
    exchanges: [
      {
        kind: 'exchange',
        sent: Buffer.alloc(0),
        received,
        end: 'idle',
        isTruncated: greeting.length > 4096,
      },
    ],
  }
}
