import { type TlsEndpointRecord } from '@windvane/model'
import { ask } from '../interview/ask.ts'
import { type Line } from '../interview/line.ts'
import { findSuite } from '../registry/cipher-suites.ts'
import { countBits, nameKnownPrime } from '../registry/known-primes.ts'
import { planSuites } from '../registry/suite-plan.ts'
import { listGroups } from '../registry/named-groups.ts'
import { type RecordVersion } from '../wire/protocol-version.ts'

/** Asks for a key exchange in a finite field, and measures the server's prime. */
export async function askPrime(
  line: Line,
  version: RecordVersion,
): Promise<TlsEndpointRecord['dh']> {
  const suites = planSuites(version).usual.filter(isFiniteField)
  const answer = await ask(line, {
    versions: [version],
    suites,
    serverName: line.serverName,
    // Without those of RFC 7919 a server shows the prime that it was given.
    groups: listGroups(version),
    need: 'flight',
  })
  const exchange = answer.kind === 'agreed' ? answer.flight.keyExchange : undefined
  if (exchange?.kind !== 'finite-field') return undefined
  const knownPrime = nameKnownPrime(exchange.prime)
  return { bits: countBits(exchange.prime), ...(knownPrime === undefined ? {} : { knownPrime }) }
}

function isFiniteField(code: number): boolean {
  return findSuite(code)?.keyExchange.startsWith('DHE_') ?? false
}
