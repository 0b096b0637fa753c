import { describe, expect, it } from 'vitest'
import { toAddressPolicyOptions } from './to-address-policy-options.ts'

describe('toAddressPolicyOptions()', () => {
  it.each([
    ['auto', '127.0.0.1', 'accept'],
    ['auto', '::1', 'accept'],
    ['auto', 'localhost', 'accept'],
    ['auto', '0.0.0.0', 'refuse'],
    ['auto', '::', 'refuse'],
    ['auto', '192.168.1.5', 'refuse'],
    ['on', '0.0.0.0', 'accept'],
    ['off', '127.0.0.1', 'refuse'],
  ] as const)('SCAN_PRIVATE=%s on %s: %s', (scanPrivate, host, privateAddresses) => {
    expect(toAddressPolicyOptions({ scanPrivate, host })).toMatchObject({ privateAddresses })
  })
})
