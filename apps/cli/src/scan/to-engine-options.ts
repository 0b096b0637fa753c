import { isIP } from 'node:net'
import { createScope, type Resolver, type ScanOptions, systemResolver } from '@windvane/scan'
import { type ScanRequest } from './parse-scan-request.ts'
import { type GivenFiles } from './read-given-files.ts'

/** The engine's options for what the command line asks for. */
export function toEngineOptions(
  request: ScanRequest,
  { trustAnchors, never }: GivenFiles,
  signal: AbortSignal,
): ScanOptions {
  const { ports, profile, hasServices: services, deadlineMs, family, udp } = request
  return {
    ports,
    profile,
    services,
    http: request.hasHttp ? 'full' : 'off',
    // Whoever sits at the machine may reach its networks anyway.
    scope: createScope({ privateAddresses: 'allow', never: () => never }),
    signal,
    trustAnchors,
    ...(udp === undefined ? {} : { udp }),
    ...(family === undefined ? {} : { resolver: onlyFamily(systemResolver, family) }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  }
}

function onlyFamily(resolver: Resolver, family: 4 | 6): Resolver {
  return {
    ...resolver,
    async resolve(name) {
      const addresses = await resolver.resolve(name)
      return addresses.filter((address) => isIP(address) === family)
    },
  }
}
