import { networkInterfaces } from 'node:os'
import { classifyAddress } from '@windvane/scan'
import { type AddressPolicyOptions } from './address-policy.ts'

/**
 * The setting SCAN_PRIVATE: `auto` trusts whoever reaches a server that listens on loopback alone,
 * as that is somebody on this machine. To everybody else the server shows neither private networks
 * nor itself.
 */
export function toAddressPolicyOptions(settings: {
  readonly scanPrivate: 'auto' | 'on' | 'off'
  readonly host: string
}): Required<Pick<AddressPolicyOptions, 'privateAddresses' | 'deny'>> {
  const { scanPrivate, host } = settings
  const accepts = scanPrivate === 'auto' ? isLoopback(host) : scanPrivate === 'on'
  if (accepts) return { privateAddresses: 'accept', deny: [] }
  return { privateAddresses: 'refuse', deny: ownPublicAddresses() }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || classifyAddress(host).kind === 'loopback'
}

function ownPublicAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .map(({ address }) => address)
    .filter((address) => classifyAddress(address).kind === 'public')
}
