import { describe, expect, it } from 'vitest'
import { classifyAddress, isSpecialAddress } from './classify-address.ts'
import { createScope } from './scope.ts'

const closed = createScope({ privateAddresses: 'refuse' })
const open = createScope({ privateAddresses: 'allow' })

describe('scope', () => {
  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '203.0.113.1',
    '192.0.2.1',
    '198.51.100.7',
    '100.63.255.255',
    '100.128.0.0',
    '172.15.255.255',
    '172.32.0.1',
    '192.167.1.1',
    '11.0.0.0',
    '9.255.255.255',
    '126.255.255.255',
    '128.0.0.0',
    '168.63.129.15',
    '169.253.1.1',
    '223.255.255.255',
    '2001:4860:4860::8888',
    '2001:db8::1',
    '2606:4700::1111',
    '2a00::1',
    '::ffff:8.8.8.8',
    '3fff::1',
    '2003::1',
    '2001:200::1',
  ])('passes the public or documentation address %s', (address) => {
    expect(closed.check(address)).toEqual({ allowed: true })
    expect(classifyAddress(address).kind).toBe('public')
  })

  it.each([
    '10.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '100.64.0.1',
    '100.127.255.255',
    '198.18.0.1',
    '::1',
    '0:0:0:0:0:0:0:1',
    'fc00::1',
    'fdff:ffff::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:a00:1',
    '::FFFF:192.168.1.1',
  ])('passes the private address %s only when told so', (address) => {
    expect(closed.check(address).allowed).toBe(false)
    expect(open.check(address)).toEqual({ allowed: true })
    expect(isSpecialAddress(address)).toBe(true)
  })

  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '169.254.169.254',
    '169.254.0.1',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    '::',
    'ff02::1',
    'ff01::1',
    'fe80::1',
    'febf::1',
    'fec0::1',
    'feff::1',
    'fd00:ec2::254',
    '::ffff:169.254.169.254',
    '::ffff:0.0.0.0',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::8.8.8.8',
    '64:ff9b:1::7f00:1',
    '2002:7f00:1::',
    '2002:808:808::1',
    '2001:0:53aa:64c:0:fbff:80ff:fffe',
    '2001:2::1',
    '2001:10::1',
    '::127.0.0.1',
    '::8.8.8.8',
    '::ffff:0:127.0.0.1',
    '100::1',
    '4000::1',
    '5f00::1',
  ])('refuses %s whatever the settings', (address) => {
    expect(open.check(address).allowed).toBe(false)
    expect(classifyAddress(address).kind).toBe('forbidden')
    expect(classifyAddress(address).reason).not.toBe('')
  })

  it.each([
    '',
    ' ',
    'localhost',
    '127.1',
    '010.8.8.8',
    '0x7f.0.0.1',
    '0x7f000001',
    '2130706433',
    '127.0.0.1 ',
    ' 8.8.8.8',
    '8.8.8.8\n',
    '8.8.8.8/32',
    '[::1]',
    '[2001:4860::1]',
    'fe80::1%eth0',
    '2001:db8::1%25x',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '8.8.8.8:80',
    '８.８.８.８',
    '2001:db8:::1',
    '::ffff:1.2.3.256',
    'a'.repeat(300),
  ])('refuses %j, which is no address', (text) => {
    expect(open.check(text).allowed).toBe(false)
  })

  it('lets the deny list win, also over the mapped form of an address', () => {
    const scope = createScope({
      privateAddresses: 'allow',
      deny: ['10.9.0.0/16', '8.8.8.8', '2001:db8:1::/48'],
    })
    expect(scope.check('10.9.1.1')).toEqual({ allowed: false, reason: 'deny list: 10.9.0.0/16' })
    expect(scope.check('::ffff:10.9.1.1').allowed).toBe(false)
    expect(scope.check('8.8.8.8').allowed).toBe(false)
    expect(scope.check('8.8.8.9').allowed).toBe(true)
    expect(scope.check('10.8.1.1').allowed).toBe(true)
    expect(scope.check('2001:db8:1::5').allowed).toBe(false)
  })

  it.each([
    '10.0.0.0/33',
    '10.0.0/8',
    'x/8',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '::/129',
    '',
    'fe80::%1/64',
  ])('createScope() refuses the malformed network %j', (text) => {
    expect(() => createScope({ privateAddresses: 'allow', deny: [text] })).toThrow(RangeError)
  })
})
