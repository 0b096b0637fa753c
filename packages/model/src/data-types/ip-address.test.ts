import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressScope, formatAddress, isIpv4, parseAddress } from './ip-address.ts'

describe('parseAddress()', () => {
  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['::FFFF:1.2.3.4', '1.2.3.4'],
    ['::ffff:102:304', '1.2.3.4'],
    ['::1.2.3.4', '::102:304'],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['2001:db8:0:0:1:0:0:0', '2001:db8:0:0:1::'],
    ['1:0:0:2:0:0:3:4', '1::2:0:0:3:4'],
    ['0:0:0:0:0:0:0:0', '::'],
  ])('reads %s as %s', (text, canonical) => {
    const bytes = parseAddress(text)
    expect(bytes && formatAddress(bytes)).toBe(canonical)
  })

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.1.1.1',
    '1.2.3.4 ',
    '1.2.3.4:80',
    '0x7f.1',
    '１.2.3.4',
    ':',
    ':::',
    '1::2::3',
    '12345::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7::8',
    ':1::',
    '1:',
    'g::',
    '::1%lo',
    '::1.2.3',
    '1.2.3.4::',
    '::01.2.3.4',
    '[::1]',
    '::1.2.3.4:5',
    '1'.repeat(100_000),
  ])('refuses %.30j', (text) => {
    expect(parseAddress(text)).toBeUndefined()
  })

  it('reads back what formatAddress() writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(parseAddress(formatAddress(bytes))).toEqual(bytes)
        expect(formatAddress(bytes).includes('.')).toBe(isIpv4(bytes))
      }),
    )
  })
})

it.each([
  [
    'public',
    ['8.8.8.8', '203.0.113.1', '172.32.0.1', '255.255.255.255', '2001:db8::1', '::2', 'fec0::1'],
  ],
  ['private', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', 'fc00::1', 'fdff::']],
  ['shared', ['100.64.0.1', '100.127.255.255']],
  ['loopback', ['127.0.0.1', '127.255.0.1', '::1', '::ffff:127.0.0.1']],
  ['link-local', ['169.254.169.254', 'fe80::1', 'febf::1']],
  ['multicast', ['224.0.0.1', '239.1.1.1', 'ff01::1', 'ff02::1']],
  ['unspecified', ['0.0.0.0', '::', '::ffff:0.0.0.0']],
])('addressScope() is %s for %j', (scope, addresses) => {
  const bytes = addresses.map((address) => parseAddress(address) ?? new Uint8Array())
  expect(new Set(bytes.map(addressScope))).toEqual(new Set([scope]))
})
