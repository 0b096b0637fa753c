import { type ScanEvent } from '@windvane/model'
import { type SharedLimits } from './budget/shared-pace.ts'
import { examineHttp } from './http/examine-http.ts'
import { type Admit } from './pipeline/admit-addresses.ts'
import { EventQueue } from './pipeline/event-queue.ts'
import { runScan, type ScanPlan } from './pipeline/scan-run.ts'
import { parsePortSpec } from './ports/parse-port-spec.ts'
import { externalScanners } from './portscan/external/index.ts'
import { type ProfileName, profiles } from './profile.ts'
import { type Resolver, systemResolver } from './resolve/resolver.ts'
import { createScope, type Scope } from './scope/scope.ts'
import { toUdpPorts } from './service/to-udp-ports.ts'
import { detectService } from './service/detect-service.ts'
import { type DetectService } from './service/service-port.ts'
import { examineTls } from './tls/examine-tls.ts'

/** What may be said about a scan beyond its target. */
export type ScanOptions = {
  /** `22,80,1-1024,top100,all`; the likeliest thousand unless told. */
  readonly ports?: string
  /** UDP ports: `53,161,top20`, or true for those of the protocols we know; none unless told. */
  readonly udp?: boolean | string
  readonly profile?: ProfileName
  /** Which addresses may be touched: only public ones unless told. */
  readonly scope?: Scope
  readonly resolver?: Resolver
  /** Which addresses of a name: the first of each family unless told. */
  readonly addresses?: 'first' | 'all'
  /** Has a say, once, in which addresses are scanned now. */
  readonly admit?: Admit
  readonly signal?: AbortSignal
  /** For the whole scan; a quarter of an hour unless told. */
  readonly deadlineMs?: number
  /** Whether the open ports are asked what they are; they are unless told. */
  readonly services?: boolean
  /** Whether web servers are asked more than their name; they are unless told. */
  readonly http?: 'full' | 'off'
  /** Another way to name services than our own detectors. */
  readonly detectService?: DetectService
  /** Whether the TLS of open ports is laid open, or only met on the way to naming a service; `full` unless told. */
  readonly tls?: 'full' | 'off'
  /** Who asks: sent by probes that name their sender. */
  readonly userAgent?: string
  /** Roots in PEM that certificates are trusted by, besides Mozilla's. */
  readonly trustAnchors?: readonly string[]
  /** A port scanner to be used when it is installed; what it finds open is confirmed by connects. */
  readonly engine?: 'connect' | 'nmap' | 'masscan'
  /** Folders where such a scanner is looked for, as in PATH; the usual ones unless told. */
  readonly programPath?: string
  /** What this scan shares with others of the process. */
  readonly shared?: SharedLimits
}

/**
 * Scans an address or a host name and tells what it finds as it finds it; the last event is always
 * `done`. Leaving the iteration cancels the scan. Throws a `RangeError` on malformed ports.
 *
 * @example for await (const event of scan('scanme.example', { ports: 'top100' })) print(event)
 */
export function scan(target: string, options: ScanOptions = {}): AsyncIterable<ScanEvent> {
  const plan = {
    target,
    ports: parsePortSpec(options.ports ?? 'top1000'),
    udpPorts: toUdpPorts(options.udp ?? false),
    profile: profiles[options.profile ?? 'normal'],
    scope: options.scope ?? createScope({ privateAddresses: 'refuse' }),
    resolver: options.resolver ?? systemResolver,
    addresses: options.addresses ?? 'first',
    admit: options.admit,
    detectService:
      options.services === false ? undefined : (options.detectService ?? detectService),
    examineTls: options.tls === 'off' ? undefined : examineTls,
    examineHttp: options.http === 'off' ? undefined : examineHttp,
    trustAnchors: options.trustAnchors ?? [],
    userAgent: options.userAgent,
    shared: options.shared,
    helper: findHelper(options),
    options: {
      ports: options.ports ?? 'top1000',
      udp: options.udp ?? false,
      services: options.services !== false,
      tls: options.tls ?? 'full',
      http: options.http ?? 'full',
    },
    deadlineMs: options.deadlineMs ?? defaultDeadlineMs,
  }
  return { [Symbol.asyncIterator]: () => startScan(plan, options.signal) }
}

function findHelper({ engine, programPath = usualPath }: ScanOptions) {
  return engine === undefined || engine === 'connect'
    ? undefined
    : externalScanners[engine](programPath)
}

const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const defaultDeadlineMs = 15 * 60 * 1000

function startScan(
  plan: Omit<ScanPlan, 'signal' | 'emit'>,
  signal: AbortSignal | undefined,
): AsyncIterator<ScanEvent> {
  const left = new AbortController()
  const queue = new EventQueue<ScanEvent>(async () => {
    left.abort()
    await running
  })
  const running = runScan({
    ...plan,
    signal: signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]),
    emit: (event) => queue.push(event),
  }).then(
    () => queue.close(),
    (error: unknown) => queue.fail(error),
  )
  return queue
}
