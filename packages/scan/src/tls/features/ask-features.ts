import { type TlsFeatures } from '@windvane/model'
import { type AgreedFlight } from '../interview/answer.ts'
import { ask } from '../interview/ask.ts'
import { type Line } from '../interview/line.ts'
import { findSuite } from '../registry/cipher-suites.ts'
import { planSuites } from '../registry/suite-plan.ts'
import { alerts } from '../wire/alerts.ts'
import { extensionTypes } from '../wire/extension.ts'
import { type RecordVersion } from '../wire/protocol-version.ts'
import { findExtension } from '../wire/server-hello.ts'

/** Asks what a server of TLS 1.2 or before agrees to besides the suite. */
export async function askFeatures(line: Line, version: RecordVersion): Promise<TlsFeatures> {
  const { usual: suites } = planSuites(version)
  const { serverName } = line
  const [general, macFirst] = await Promise.all([
    ask(line, {
      versions: [version],
      suites,
      serverName,
      extras: ['compression', 'heartbeat'],
      need: 'hello',
    }),
    ask(line, {
      versions: [version],
      // RFC 7366 2: only with block ciphers in CBC mode.
      suites: suites.filter((code) => findSuite(code)?.name.includes('_CBC_')),
      serverName,
      extras: ['encrypt-then-mac'],
      need: 'hello',
    }),
  ])
  return {
    ...(general.kind === 'agreed' ? readFeatures(general.flight, version) : {}),
    ...(macFirst.kind === 'agreed'
      ? { encryptThenMac: has(macFirst.flight, extensionTypes.encryptThenMac) }
      : {}),
  }
}

function readFeatures(flight: AgreedFlight, version: RecordVersion): TlsFeatures {
  const compression = flight.hello.compression !== 0
  // SSL 3.0 has no extensions; RFC 5746 is then told by a suite, which was not offered.
  if (version === 'SSLv3') return { compression }
  return {
    compression,
    secureRenegotiation: has(flight, extensionTypes.renegotiationInfo),
    extendedMasterSecret: has(flight, extensionTypes.extendedMasterSecret),
    heartbeat: has(flight, extensionTypes.heartbeat),
  }
}

function has({ hello }: AgreedFlight, type: number): boolean {
  return findExtension(hello.extensions, type) !== undefined
}

const fallbackScsv = 0x5600

/**
 * Asks as a client that has been made to fall back (RFC 7507 3) to a version below the server's
 * best: whether it notices. Undefined when that cannot be told.
 */
export async function askFallback(
  line: Line,
  version: RecordVersion,
): Promise<boolean | undefined> {
  const answer = await ask(line, {
    versions: [version],
    suites: [...planSuites(version).usual, fallbackScsv],
    serverName: line.serverName,
    need: 'hello',
  })
  if (answer.kind === 'agreed') return false
  return answer.kind === 'refused' && answer.alert === alerts.inappropriateFallback
    ? true
    : undefined
}
